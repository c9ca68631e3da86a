package dev.dermstream.node.image;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that grows and is used again. Confined to one thread at a time, not always the
 * same.
 */
final class NativeBuffer implements AutoCloseable {
  private static final int LEAST_BYTES = 1 << 16;

  private final int mostKept;
  private @Nullable Arena arena;
  private MemorySegment memory = MemorySegment.NULL;

  /**
   * @param mostKept bytes above which memory is not kept
   */
  NativeBuffer(int mostKept) {
    this.mostKept = mostKept;
  }

  /** At least this much memory, of whatever content; what was given before is void. */
  MemorySegment of(int bytes) {
    if (memory.byteSize() < bytes) {
      close();
      Arena grown = Arena.ofShared();
      arena = grown;
      memory = grown.allocate(bytes > mostKept ? bytes : rounded(bytes), Long.BYTES);
    }
    return memory;
  }

  /** Frees memory over the limit. */
  void shrink() {
    if (memory.byteSize() > mostKept) {
      close();
    }
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
      memory = MemorySegment.NULL;
    }
  }

  /** A power of two, so that slowly growing pictures do not each take new memory. */
  private int rounded(int bytes) {
    int power = Integer.highestOneBit(Math.max(LEAST_BYTES, bytes) - 1) << 1;
    return Math.min(power, mostKept);
  }
}
