package dev.dermstream.gateway.routing;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many attempts beyond the first a gateway may make: every request saves a part of one, every
 * further attempt spends one, and what is saved is bounded. So that retries cannot multiply the
 * load of servers that fail because of it. Thread-safe without locks.
 */
final class RetryBudget {
  private static final int ONE = 100;

  private final int savedPerRequest;
  private final int most;
  private final AtomicInteger saved;

  /**
   * @param percent attempts beyond the first for each 100 requests
   * @param burst most of them that are saved up; as many are there at first
   */
  RetryBudget(int percent, int burst) {
    this.savedPerRequest = percent;
    this.most = burst * ONE;
    this.saved = new AtomicInteger(most);
  }

  /** A first attempt is made. */
  void requested() {
    int now = saved.get();
    // A lost race loses a hundredth of a retry.
    if (now < most) {
      saved.compareAndSet(now, Math.min(most, now + savedPerRequest));
    }
  }

  /** Spends one further attempt; false if none is left. */
  boolean spend() {
    int now = saved.get();
    while (now >= ONE) {
      if (saved.compareAndSet(now, now - ONE)) {
        return true;
      }
      now = saved.get();
    }
    return false;
  }
}
