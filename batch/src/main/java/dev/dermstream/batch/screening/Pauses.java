package dev.dermstream.batch.screening;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Growing pauses between the attempts at one file, each up to half longer by chance. */
final class Pauses {
  private final Duration longest;
  private Duration next;

  Pauses(ScreeningConfig config) {
    this.next = config.retryPause();
    this.longest = config.longestRetryPause();
  }

  /** Waits; at least as long as the server asks for. */
  void pause(long leastMillis) throws InterruptedException {
    long millis = Math.max(next.toMillis(), leastMillis);
    long jittered = millis + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    // Nobody ever opens it; an interrupt ends the wait.
    boolean opened = new CountDownLatch(1).await(jittered, TimeUnit.MILLISECONDS);
    if (opened) {
      throw new AssertionError("nobody can have opened it");
    }
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
