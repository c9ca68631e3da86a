package dev.dermstream.node.batch;

import java.util.function.BooleanSupplier;

/**
 * What the queue must know of an item.
 *
 * @param lane how urgent it is
 * @param deadlineNanos when its answer is of no more use, on the scale of {@link System#nanoTime};
 *     {@link Long#MAX_VALUE} for never
 * @param cancelled whether nobody waits any more; asked from any thread, must be quick
 * @param payloadBytes bytes that it holds while it waits or runs, at least 0
 */
public record Ticket(Lane lane, long deadlineNanos, BooleanSupplier cancelled, long payloadBytes) {
  /** The deadline of an item that has none. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  public Ticket {
    if (payloadBytes < 0) {
      throw new IllegalArgumentException("payloadBytes: " + payloadBytes);
    }
  }

  /** A ticket that neither expires nor is cancelled. */
  public static Ticket lasting(Lane lane, long payloadBytes) {
    return new Ticket(lane, NO_DEADLINE, () -> false, payloadBytes);
  }

  /** True once the deadline has passed. */
  boolean expiredAt(long nowNanos) {
    return deadlineNanos != NO_DEADLINE && nowNanos - deadlineNanos >= 0;
  }
}
