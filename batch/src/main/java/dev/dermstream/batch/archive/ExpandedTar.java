package dev.dermstream.batch.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A tar file that is compressed with gzip, expanded once, when it is first used. The expanded file
 * has no name from the beginning, so that the system removes it when the process ends, however it
 * ends. Where the compressed file breaks off what came before is kept.
 */
final class ExpandedTar implements TarSource {
  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final Path workDirectory;
  private final long mostBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable RandomBytes expanded;
  private volatile boolean whole = true;
  private boolean closed;

  ExpandedTar(Path file, ArchiveConfig config) {
    this.file = file;
    this.workDirectory = config.workDirectory();
    this.mostBytes = config.maxExpandedBytes();
  }

  @Override
  public <T> T use(Use<T> use) throws IOException, InterruptedException {
    return use.with(expanded());
  }

  private RandomBytes expanded() throws ArchiveException, InterruptedException {
    lock.lockInterruptibly();
    try {
      if (closed) {
        throw new ArchiveException(ArchiveFault.UNAVAILABLE, "the archive was closed");
      }
      RandomBytes known = expanded;
      if (known == null) {
        known = expand();
        expanded = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private RandomBytes expand() throws ArchiveException, InterruptedException {
    try (InputStream compressed = Files.newInputStream(file)) {
      RandomAccessFile spool = spool();
      try {
        copy(compressed, spool);
        return RandomBytes.of(spool);
      } catch (IOException | InterruptedException | RuntimeException e) {
        spool.close();
        throw e;
      }
    } catch (ArchiveException e) {
      throw e;
    } catch (IOException e) {
      throw Faults.opening(file.toString(), e);
    }
  }

  private RandomAccessFile spool() throws ArchiveException {
    try {
      Path path = Files.createTempFile(Files.createDirectories(workDirectory), "tar", ".tmp");
      try {
        return new RandomAccessFile(path.toFile(), "rw");
      } finally {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  private void copy(InputStream compressed, RandomAccessFile spool)
      throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    long bytes = 0;
    try (InputStream in = new GZIPInputStream(compressed, CHUNK)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        bytes += read;
        requireRoom(bytes);
        write(spool, chunk, read);
      }
    } catch (ZipException | EOFException e) {
      if (bytes == 0) {
        throw new ArchiveException(
            ArchiveFault.BROKEN, file + " is no tar file that is compressed with gzip", e);
      }
      whole = false;
    }
  }

  private void requireRoom(long bytes) throws ArchiveException {
    if (bytes > mostBytes) {
      throw new ArchiveException(
          ArchiveFault.TOO_LARGE,
          ("%s expands to over %d bytes; raise dermstream.batch.archive.max-expanded, or expand it"
                  + " and name the .tar")
              .formatted(file, mostBytes));
    }
  }

  private void write(RandomAccessFile spool, byte[] chunk, int count) throws ArchiveException {
    try {
      spool.write(chunk, 0, count);
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  private ArchiveException unwritten(IOException cause) {
    return new ArchiveException(
        ArchiveFault.UNAVAILABLE,
        "%s cannot be expanded in %s (dermstream.batch.archive.work-directory); is its disk full?"
            .formatted(file, workDirectory),
        cause);
  }

  @Override
  public boolean isWhole() {
    return whole;
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      if (expanded != null) {
        expanded.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
