package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** One pass through the headers of a tar file. */
final class TarListing implements Closeable {
  private final RandomBytes bytes;
  private final String location;
  private final RandomBytes.Stream position;
  private final TarArchiveInputStream headers;
  private final EntryNames names = new EntryNames();
  private boolean damaged;
  private long number;

  TarListing(RandomBytes bytes, String location) {
    this.bytes = bytes;
    this.location = location;
    this.position = bytes.from(0, bytes.size());
    this.headers = new TarArchiveInputStream(position, UTF_8.name());
  }

  /**
   * Tells the entries, and at last of what cannot be read.
   *
   * @param isWhole whether the bytes are all that there were
   * @throws ArchiveException if not a single header can be read
   */
  void tell(Archive.Listing listing, boolean isWhole) throws IOException, InterruptedException {
    for (TarArchiveEntry entry = next(); entry != null; entry = next()) {
      number++;
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (isFile(entry) && ImageNames.looksLikeImage(entry.getName())) {
        listing.found(listed(entry));
      }
      damaged = damaged || isCutOff(entry);
    }
    if (damaged || !isWhole || bytes.size() == 0) {
      broken(listing);
    }
  }

  private @Nullable TarArchiveEntry next() {
    if (damaged) {
      return null;
    }
    try {
      TarArchiveEntry entry = headers.getNextEntry();
      damaged = entry != null && !entry.isCheckSumOK();
      return damaged ? null : entry;
    } catch (IOException | IllegalArgumentException _) {
      damaged = true;
      return null;
    }
  }

  private static boolean isFile(TarArchiveEntry entry) {
    return !entry.isDirectory()
        && !entry.isLink()
        && !entry.isSymbolicLink()
        && !entry.isFIFO()
        && !entry.isCharacterDevice()
        && !entry.isBlockDevice();
  }

  private Entry listed(TarArchiveEntry entry) throws IOException {
    String name = names.of(entry.getName(), number);
    return isCutOff(entry) || entry.isSparse()
        ? new Entry(name, "", entry.getSize(), ArchiveFault.BROKEN)
        : new Entry(name, TarArchive.locator(bytes, position.position()), entry.getSize());
  }

  private boolean isCutOff(TarArchiveEntry entry) {
    return position.position() + entry.getSize() > bytes.size();
  }

  private void broken(Archive.Listing listing) throws IOException, InterruptedException {
    if (number == 0) {
      throw new ArchiveException(
          ArchiveFault.BROKEN, location + " is no tar file, or damaged from its beginning");
    }
    String name = names.of("from byte " + position.position(), number + 1);
    listing.found(new Entry(name, "", -1, ArchiveFault.BROKEN));
  }

  @Override
  public void close() throws IOException {
    headers.close();
  }
}
