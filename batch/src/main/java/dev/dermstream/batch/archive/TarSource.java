package dev.dermstream.batch.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The bytes of a tar file, which may have to be expanded before. Thread-safe. */
interface TarSource extends Closeable {
  /** Does something with the bytes. */
  @FunctionalInterface
  interface Use<T> {
    T with(RandomBytes bytes) throws IOException, InterruptedException;
  }

  /** Does something with the bytes while they can be read. */
  <T> T use(Use<T> use) throws IOException, InterruptedException;

  /** Whether the bytes are all there are. */
  boolean isWhole();

  @Override
  void close() throws IOException;

  /** A file that is one as it is, opened for each use. */
  record Plain(Path file) implements TarSource {
    @Override
    public <T> T use(Use<T> use) throws IOException, InterruptedException {
      try (RandomBytes bytes = open()) {
        return use.with(bytes);
      }
    }

    private RandomBytes open() throws ArchiveException {
      try {
        return RandomBytes.open(file);
      } catch (IOException e) {
        throw Faults.opening(file.toString(), e);
      }
    }

    @Override
    public boolean isWhole() {
      return true;
    }

    @Override
    public void close() {}
  }
}
