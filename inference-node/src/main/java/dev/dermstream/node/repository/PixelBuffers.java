package dev.dermstream.node.repository;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory for pixel values, which the engine reads in place. Buffers that are given back are
 * used again, at most {@value #MOST_KEPT_BYTES} bytes of them; one that is not given back, because
 * its request never came to its run, is left to the garbage collector. Thread-safe.
 */
final class PixelBuffers {
  /** What a hundred pictures of 224 x 224 take. */
  static final long MOST_KEPT_BYTES = 64L << 20;

  private final Deque<ByteBuffer> idle = new ArrayDeque<>();
  private long keptBytes;

  /** A little endian buffer of so many bytes and any content. */
  ByteBuffer take(int bytes) {
    ByteBuffer last = poll();
    ByteBuffer buffer =
        last == null || last.capacity() != bytes
            ? ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN)
            : last;
    return buffer.clear();
  }

  private synchronized @Nullable ByteBuffer poll() {
    ByteBuffer last = idle.poll();
    keptBytes -= last == null ? 0 : last.capacity();
    return last;
  }

  /** Takes a buffer back that nobody reads or writes any more. */
  synchronized void giveBack(ByteBuffer buffer) {
    if (keptBytes + buffer.capacity() <= MOST_KEPT_BYTES) {
      keptBytes += buffer.capacity();
      idle.push(buffer);
    }
  }

  /** Bytes that wait to be used again. */
  synchronized long keptBytes() {
    return keptBytes;
  }
}
