package dev.dermstream.node.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Direct memory for inputs, which the engine reads in place. As many buffers as runs overlap are
 * kept and used again; a larger input replaces one that has become too small. Thread-safe.
 */
final class InputBuffers {
  private final ConcurrentLinkedDeque<FloatBuffer> idle = new ConcurrentLinkedDeque<>();

  /**
   * A cleared buffer with this limit; to be given back when the run is over.
   *
   * @param floats at least 1
   */
  FloatBuffer take(int floats) {
    FloatBuffer last = idle.pollFirst();
    FloatBuffer buffer = last == null || last.capacity() < floats ? allocate(floats) : last;
    return buffer.clear().limit(floats);
  }

  void giveBack(FloatBuffer buffer) {
    idle.addFirst(buffer);
  }

  private static FloatBuffer allocate(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
