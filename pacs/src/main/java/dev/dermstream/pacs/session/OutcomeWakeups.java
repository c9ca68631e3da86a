package dev.dermstream.pacs.session;

import dev.dermstream.pacs.ledger.Bell;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Raises the signals of all who wait for outcomes when there are new ones; at most every {@value
 * #PAUSE_MILLIS} ms, so that many who wait do not ask the log for every single one. Thread-safe.
 */
final class OutcomeWakeups implements AutoCloseable {
  private static final int PAUSE_MILLIS = 5;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Bell outcomes;
  private final Set<Signal> waiting = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  OutcomeWakeups(Bell outcomes) {
    this.outcomes = outcomes;
    this.thread = Thread.ofVirtual().name("pacs-outcome-wakeups").start(this::run);
  }

  /** To be called before one looks for the first time. */
  void add(Signal signal) {
    waiting.add(signal);
  }

  void remove(Signal signal) {
    waiting.remove(signal);
  }

  private void run() {
    try {
      long seen = outcomes.rings();
      while (true) {
        outcomes.await(seen, LOOK_AGAIN);
        seen = outcomes.rings();
        waiting.forEach(Signal::raise);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
