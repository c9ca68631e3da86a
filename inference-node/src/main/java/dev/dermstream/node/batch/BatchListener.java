package dev.dermstream.node.batch;

import dev.dermstream.error.ErrorCode;

/**
 * Is told what a batcher does, for metrics. Called from any thread, at times under the batcher's
 * lock: implementations are quick, thread-safe and throw nothing.
 */
public interface BatchListener {
  /** Hears nothing. */
  BatchListener NONE = new BatchListener() {};

  /** The number of items that wait in a lane changed. */
  default void depth(Lane lane, int items) {}

  /** An item left its queue for a worker after so long. */
  default void waited(Lane lane, long nanos) {}

  /** A batch ended. */
  default void ran(int items, long nanos, boolean succeeded) {}

  /**
   * An item ended without having cost device time.
   *
   * @param why OVERLOADED or DRAINING if it was refused, DEADLINE, CANCELLED, or INTERNAL for its
   *     ticket's own failure
   */
  default void dropped(Lane lane, ErrorCode why) {}
}
