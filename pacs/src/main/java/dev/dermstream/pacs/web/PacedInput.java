package dev.dermstream.pacs.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body that ends in time: it may not be longer than a limit, nor come slower than a rate. Only
 * the time spent in waiting for the peer counts, so that a disk which is slow is not taken for a
 * slow peer. Not thread-safe.
 */
final class PacedInput extends InputStream {
  private static final double NANOS_PER_SECOND = 1e9;

  private final InputStream in;
  private final long most;
  private final long bytesPerSecond;
  private final long spanNanos;
  private long length;
  private long waitedNanos;
  private long spanBytes;
  private boolean ended;
  private @Nullable IOException failure;

  /** The peer sends less than it must in a span. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;

    TooSlowException() {
      super("The body comes too slowly");
    }
  }

  /** The body goes on beyond the limit. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super("The body is too long");
    }
  }

  /**
   * @param most bytes
   * @param bytesPerSecond least rate in every span of waiting; 0: any
   */
  PacedInput(InputStream in, long most, long bytesPerSecond, long spanNanos) {
    this.in = in;
    this.most = most;
    this.bytesPerSecond = bytesPerSecond;
    this.spanNanos = spanNanos;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    try {
      return paced(bytes, offset, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Why the body could not be read on, whatever a parser made of it. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** True if the peer has sent all of the body. */
  boolean ended() {
    return ended;
  }

  private int paced(byte[] bytes, int offset, int count) throws IOException {
    long start = System.nanoTime();
    int read = in.read(bytes, offset, count);
    waitedNanos += System.nanoTime() - start;
    ended = read < 0;
    if (read > 0) {
      length += read;
      spanBytes += read;
    }
    if (length > most) {
      throw new TooLongException();
    }
    if (waitedNanos >= spanNanos) {
      if (read > 0 && spanBytes < bytesPerSecond * (waitedNanos / NANOS_PER_SECOND)) {
        throw new TooSlowException();
      }
      waitedNanos = 0;
      spanBytes = 0;
    }
    return read;
  }
}
