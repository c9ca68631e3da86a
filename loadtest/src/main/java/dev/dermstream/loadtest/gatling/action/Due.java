package dev.dermstream.loadtest.gatling.action;

/** When calls should have been sent. Thread-safe. */
@FunctionalInterface
public interface Due {
  /** Users who send their next request when they have their answer: it is due when it is sent. */
  Due WHEN_SENT = sentNanos -> sentNanos;

  /**
   * When the call that is sent now was due.
   *
   * @param sentNanos by {@link System#nanoTime}
   * @return by the same clock, at most {@code sentNanos}
   */
  long at(long sentNanos);
}
