package dev.dermstream.gateway.admission;

/**
 * A request that asks to go on.
 *
 * @param bytes of its message, which it holds while it waits
 * @param client who asks; empty for a call that no quota applies to
 * @param deadlineNanos when its answer is of no more use, on the scale of {@link System#nanoTime}
 */
public record Arrival(Lane lane, Work work, long bytes, String client, long deadlineNanos) {}
