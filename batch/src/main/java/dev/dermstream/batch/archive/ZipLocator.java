package dev.dermstream.batch.archive;

import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * Where an entry of a zip file lies, so that it is read without the file's directory.
 *
 * @param archiveBytes size of the file, to see that it is another
 * @param offset of its data
 * @param compressedBytes of its data
 * @param method by which it is compressed (APPNOTE.TXT, 4.4.5)
 * @param crc32 of its bytes
 */
record ZipLocator(long archiveBytes, long offset, long compressedBytes, int method, long crc32) {
  private static final int PARTS = 5;

  static ZipLocator of(ZipArchiveEntry entry, long archiveBytes) {
    return new ZipLocator(
        archiveBytes,
        entry.getDataOffset(),
        entry.getCompressedSize(),
        entry.getMethod(),
        entry.getCrc());
  }

  static ZipLocator of(Entry entry) throws ArchiveException {
    String[] parts = entry.locator().split(" ", PARTS);
    if (parts.length < PARTS) {
      throw new ArchiveException(
          ArchiveFault.BROKEN, "the entry was encrypted or damaged when the zip file was listed");
    }
    return new ZipLocator(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Integer.parseInt(parts[3]),
        Long.parseLong(parts[4]));
  }

  @Override
  public String toString() {
    return "%d %d %d %d %d".formatted(archiveBytes, offset, compressedBytes, method, crc32);
  }
}
