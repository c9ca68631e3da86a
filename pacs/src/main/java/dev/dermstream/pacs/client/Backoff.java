package dev.dermstream.pacs.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between connections, doubled each time, the half of each drawn at random. */
final class Backoff {
  private final PacsSessionConfig config;
  private final RandomGenerator random;
  private Duration pause;
  private long awaySinceNanos = System.nanoTime();

  Backoff(PacsSessionConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.pause = config.minBackoff();
  }

  /** There was a connection. */
  void reset() {
    pause = config.minBackoff();
    awaySinceNanos = System.nanoTime();
  }

  /** Whether there was none for too long. */
  boolean isOver() {
    return System.nanoTime() - awaySinceNanos > config.giveUpAfter().toNanos();
  }

  Duration next() {
    long nanos = pause.toNanos();
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(config.maxBackoff()) < 0 ? doubled : config.maxBackoff();
    return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
  }
}
