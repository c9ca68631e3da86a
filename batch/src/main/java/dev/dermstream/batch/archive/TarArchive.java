package dev.dermstream.batch.archive;

import java.io.IOException;
import java.util.Arrays;

/**
 * The entries of a tar file that look like images by name, in its order. The locator says where the
 * data lie and the checksum of the header before them, by which another file is seen. Where the
 * file is damaged or cut off, what comes before is listed, then a broken entry. Links are left out;
 * what they lead to is listed by its own name.
 */
final class TarArchive implements Archive {
  private static final int RECORD = 512;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_BYTES = 8;

  private final String location;
  private final TarSource source;

  TarArchive(String location, TarSource source) {
    this.location = location;
    this.source = source;
  }

  @Override
  public void list(Listing listing) throws IOException, InterruptedException {
    source.use(bytes -> {
      try (TarListing entries = new TarListing(bytes, location)) {
        entries.tell(listing, source.isWhole());
      }
      return bytes;
    });
  }

  @Override
  public byte[] read(Entry entry, int mostBytes) throws ArchiveException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    String[] parts = entry.locator().split(" ", 2);
    if (parts.length < 2) {
      throw new ArchiveException(
          ArchiveFault.BROKEN, "the entry was damaged when the tar file was listed");
    }
    WholeFile.requireAtMost(entry.bytes(), mostBytes);
    try {
      return source.use(
          bytes -> read(bytes, Long.parseLong(parts[0]), parts[1], (int) entry.bytes()));
    } catch (IOException e) {
      throw Faults.reading(e);
    }
  }

  private static byte[] read(RandomBytes bytes, long offset, String checksum, int count)
      throws IOException {
    byte[] header = new byte[RECORD];
    byte[] data = new byte[count];
    try (RandomBytes.Stream in = bytes.from(offset - RECORD, offset + count)) {
      boolean same =
          in.readNBytes(header, 0, RECORD) == RECORD
              && checksum(header).equals(checksum)
              && in.readNBytes(data, 0, count) == count;
      if (!same) {
        throw new ArchiveException(
            ArchiveFault.CHANGED, "the tar file is not the one that was listed");
      }
      return data;
    }
  }

  /** What the header says of its own sum, as digits. */
  static String checksum(byte[] header) {
    StringBuilder digits = new StringBuilder();
    for (byte octet : Arrays.copyOfRange(header, CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES)) {
      if (octet >= '0' && octet <= '7') {
        digits.append((char) octet);
      }
    }
    return digits.toString();
  }

  /** The locator of an entry whose data begin at a place. */
  static String locator(RandomBytes bytes, long offset) throws IOException {
    byte[] header = new byte[RECORD];
    try (RandomBytes.Stream in = bytes.from(offset - RECORD, offset)) {
      in.readNBytes(header, 0, RECORD);
    }
    return offset + " " + checksum(header);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
