package dev.dermstream.batch.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;

/**
 * The entries of a zip file that look like images by name, in the order of its directory; an
 * encrypted one and one whose data lie outside of the file are broken. Reading needs no directory:
 * the locator says where the data lie, and their CRC-32 whether they are whole. Beyond the
 * interface's word, listing holds the directory. Symbolic links are left out; what they lead to is
 * listed by its own name.
 */
final class ZipArchive implements Archive {
  private static final int ENHANCED_DEFLATE = 9;
  private static final int BZIP2 = 12;

  private final Path file;

  ZipArchive(Path file) {
    this.file = file;
  }

  @Override
  public void list(Listing listing) throws IOException, InterruptedException {
    EntryNames names = new EntryNames();
    long number = 0;
    try (RandomBytes whole = open();
        ZipFile zip = directory()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        number++;
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (!entry.isDirectory()
            && !entry.isUnixSymlink()
            && ImageNames.looksLikeImage(entry.getName())) {
          listing.found(entry(zip, entry, names.of(entry.getName(), number), whole.size()));
        }
      }
    }
  }

  private RandomBytes open() throws ArchiveException {
    try {
      return RandomBytes.open(file);
    } catch (IOException e) {
      throw Faults.opening(file.toString(), e);
    }
  }

  private ZipFile directory() throws ArchiveException {
    try {
      return ZipFile.builder().setPath(file).setIgnoreLocalFileHeader(true).get();
    } catch (FileSystemException e) {
      throw Faults.opening(file.toString(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ArchiveException(
          ArchiveFault.BROKEN, file + " is no whole zip file; it is cut off or damaged", e);
    }
  }

  private static Entry entry(ZipFile zip, ZipArchiveEntry entry, String name, long archiveBytes) {
    boolean whole =
        !entry.getGeneralPurposeBit().usesEncryption()
            && canRead(entry.getMethod())
            && isInside(zip, entry, archiveBytes);
    return whole
        ? new Entry(name, ZipLocator.of(entry, archiveBytes).toString(), entry.getSize())
        : new Entry(name, "", entry.getSize(), ArchiveFault.BROKEN);
  }

  private static boolean canRead(int method) {
    return method == ZipArchiveEntry.STORED
        || method == ZipArchiveEntry.DEFLATED
        || method == ENHANCED_DEFLATE
        || method == BZIP2;
  }

  // The library looks for the data when it is asked for them.
  private static boolean isInside(ZipFile zip, ZipArchiveEntry entry, long archiveBytes) {
    try (InputStream raw = zip.getRawInputStream(entry)) {
      return raw != null && entry.getDataOffset() + entry.getCompressedSize() <= archiveBytes;
    } catch (IOException | IllegalArgumentException _) {
      return false;
    }
  }

  @Override
  public byte[] read(Entry entry, int mostBytes) throws ArchiveException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    ZipLocator locator = ZipLocator.of(entry);
    WholeFile.requireAtMost(entry.bytes(), mostBytes);
    try (RandomBytes whole = open()) {
      if (whole.size() != locator.archiveBytes()) {
        throw new ArchiveException(
            ArchiveFault.CHANGED, "the zip file is not the one that was listed");
      }
      return expand(whole, locator, (int) entry.bytes());
    } catch (ArchiveException e) {
      throw e;
    } catch (IOException e) {
      throw new ArchiveException(ArchiveFault.BROKEN, "the entry of the zip file is damaged", e);
    }
  }

  private static byte[] expand(RandomBytes whole, ZipLocator locator, int count)
      throws IOException {
    long end = locator.offset() + locator.compressedBytes();
    byte[] bytes = new byte[count];
    Inflater inflater = new Inflater(true);
    CRC32 crc32 = new CRC32();
    try (InputStream in = expanded(whole.from(locator.offset(), end), locator.method(), inflater)) {
      boolean exact = in.readNBytes(bytes, 0, count) == count && in.read() < 0;
      crc32.update(bytes);
      if (!exact || crc32.getValue() != locator.crc32()) {
        throw new IOException("its length or CRC-32 is not that of the directory");
      }
      return bytes;
    } finally {
      inflater.end();
    }
  }

  private static InputStream expanded(InputStream data, int method, Inflater inflater)
      throws IOException {
    return switch (method) {
      case ZipArchiveEntry.STORED -> data;
      case ENHANCED_DEFLATE -> new Deflate64CompressorInputStream(data);
      case BZIP2 -> new BZip2CompressorInputStream(data);
      default -> new InflaterInputStream(data, inflater);
    };
  }

  @Override
  public void close() {}
}
