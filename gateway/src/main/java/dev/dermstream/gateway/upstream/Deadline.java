package dev.dermstream.gateway.upstream;

import java.time.Duration;

/**
 * The moment after which nobody waits for an answer.
 *
 * @param nanoTime on the scale of {@link System#nanoTime}
 */
public record Deadline(long nanoTime) {
  /** Beyond this no timer is exact and no caller serious. */
  private static final Duration LONGEST = Duration.ofDays(7);

  /** A duration of more than a week counts as a week. */
  public static Deadline after(Duration duration) {
    Duration bounded = duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    return new Deadline(System.nanoTime() + bounded.toNanos());
  }

  public static Deadline earlier(Deadline a, Deadline b) {
    return a.nanoTime - b.nanoTime <= 0 ? a : b;
  }

  /** Nanoseconds left, 0 if it passed. */
  public long remainingNanos() {
    return Math.max(0, nanoTime - System.nanoTime());
  }

  /**
   * Milliseconds left, 0 if it passed. Rounded up, so that this side's timer fires before that of a
   * peer that was told the same number.
   */
  public long remainingMillis() {
    return Math.ceilDiv(remainingNanos(), 1_000_000L);
  }
}
