package dev.dermstream.batch.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessMode;
import java.nio.file.Path;

/**
 * A file that is read at any place. Made of {@link RandomAccessFile}, for the interruption of one
 * reader would close a channel for all of them. Thread-safe; reads go one after another.
 */
final class RandomBytes implements Closeable {
  private final RandomAccessFile file;
  private final long size;

  private RandomBytes(RandomAccessFile file) throws IOException {
    this.file = file;
    this.size = file.length();
  }

  static RandomBytes open(Path path) throws IOException {
    // For its types of failure, which RandomAccessFile does not have.
    path.getFileSystem().provider().checkAccess(path, AccessMode.READ);
    return of(new RandomAccessFile(path.toFile(), "r"));
  }

  /** Of a file that is open; closed with this. */
  static RandomBytes of(RandomAccessFile file) throws IOException {
    try {
      return new RandomBytes(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  long size() {
    return size;
  }

  synchronized int read(long at, byte[] into, int from, int count) throws IOException {
    file.seek(at);
    return file.read(into, from, count);
  }

  /** From one place up to another; its closing leaves the file open. */
  Stream from(long start, long end) {
    return new Stream(start, Math.min(end, size));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Reads on from a place; unbuffered, so that its position is that of the reader. */
  final class Stream extends InputStream {
    private final long end;
    private long position;

    private Stream(long position, long end) {
      this.position = position;
      this.end = end;
    }

    long position() {
      return position;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      int most = Math.clamp(end - position, 0, count);
      int read = most == 0 ? -1 : RandomBytes.this.read(position, into, from, most);
      position += Math.max(read, 0);
      return read;
    }

    @Override
    public long skip(long count) {
      long skipped = Math.clamp(count, 0, Math.max(0, end - position));
      position += skipped;
      return skipped;
    }
  }
}
