package dev.dermstream.batch.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Reads files at once. What is answered for are the bytes that were read: a file that was replaced
 * since it was listed is read as it is now, and only one that changes during the read is {@link
 * ArchiveFault#CHANGED}, seen by its size, time of modification and identity before and after.
 */
final class WholeFile {
  private WholeFile() {}

  static byte[] read(Path file, int mostBytes) throws ArchiveException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
      if (!before.isRegularFile()) {
        throw new ArchiveException(
            ArchiveFault.BROKEN, "it is no file; what is in a folder is listed by a new job");
      }
      requireAtMost(before.size(), mostBytes);
      byte[] bytes = new byte[(int) before.size()];
      boolean whole = fill(file, bytes);
      if (!whole || !same(before, Files.readAttributes(file, BasicFileAttributes.class))) {
        throw new ArchiveException(ArchiveFault.CHANGED, "the file changed while it was read");
      }
      return bytes;
    } catch (IOException e) {
      throw Faults.reading(e);
    }
  }

  static void requireAtMost(long bytes, int mostBytes) throws ArchiveException {
    if (bytes > mostBytes) {
      throw new ArchiveException(
          ArchiveFault.TOO_LARGE, "%d bytes, over the limit of %d".formatted(bytes, mostBytes));
    }
  }

  private static boolean fill(Path file, byte[] bytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(bytes, 0, bytes.length) == bytes.length && in.read() < 0;
    }
  }

  private static boolean same(BasicFileAttributes before, BasicFileAttributes after) {
    return before.size() == after.size()
        && before.lastModifiedTime().equals(after.lastModifiedTime())
        && Objects.equals(before.fileKey(), after.fileKey());
  }
}
