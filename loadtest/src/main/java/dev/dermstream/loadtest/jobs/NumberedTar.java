package dev.dermstream.loadtest.jobs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Makes a tar file of items of which no two are the same: a number, then random bytes. */
final class NumberedTar {
  private NumberedTar() {}

  /**
   * @param bytes of an item, 4 or more
   */
  static Path write(Path file, int items, int bytes) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(31);
    byte[] content = new byte[bytes];
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(
            new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
      for (int i = 0; i < items; i++) {
        random.nextBytes(content);
        ByteBuffer.wrap(content).putInt(i);
        TarArchiveEntry entry = new TarArchiveEntry("%04d/%07d.jpg".formatted(i / 1000, i));
        entry.setSize(bytes);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }
}
