package dev.dermstream.pacs.session;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the one thread that waits for something to look at. Raised before it is waited for, it is
 * not lost. Raising takes no lock, so the network's event loop may do it. Thread-safe.
 */
final class Signal {
  private final Semaphore raised = new Semaphore(0);

  void raise() {
    if (raised.availablePermits() == 0) {
      raised.release();
    }
  }

  /** Returns once it was raised, or after the time given. */
  void await(Duration most) throws InterruptedException {
    if (raised.tryAcquire(Math.max(0, most.toNanos()), TimeUnit.NANOSECONDS)) {
      // What was raised twice is looked at once: the look is still to come.
      raised.drainPermits();
    }
  }
}
