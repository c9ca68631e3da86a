package dev.dermstream.pacs.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: doubling, bounded, and a random half of it, so that destinations which
 * fell together are not called together.
 *
 * @param random thread-safe
 */
record Backoff(Duration first, Duration most, RandomGenerator random) {
  private static final int MOST_DOUBLINGS = 30;

  /**
   * @param failures in a row, over 0
   */
  Duration after(int failures) {
    long factor = 1L << Math.min(failures - 1, MOST_DOUBLINGS);
    Duration whole =
        first.compareTo(most.dividedBy(factor)) < 0 ? first.multipliedBy(factor) : most;
    long half = Math.max(1, whole.toNanos() / 2);
    return Duration.ofNanos(half + random.nextLong(half));
  }
}
