package dev.dermstream.loadtest.gateway;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A device that works on one picture after another, each of which takes the same time and no
 * processor. Without a time it is done at once, on the calling thread. Thread-safe.
 */
final class PacedDevice {
  private final long serviceNanos;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private long freeAtNanos = System.nanoTime();

  PacedDevice(long serviceNanos) {
    this.serviceNanos = serviceNanos;
  }

  /** Runs {@code done} when the device has come to this picture and is done with it. */
  void work(Runnable done) {
    if (serviceNanos == 0) {
      done.run();
      return;
    }
    long now = System.nanoTime();
    long readyAt;
    synchronized (this) {
      // What waits begins the moment that the device is free, however late its answer left.
      freeAtNanos = (freeAtNanos - now > 0 ? freeAtNanos : now) + serviceNanos;
      readyAt = freeAtNanos;
    }
    var _ = clock.schedule(done, readyAt - now, TimeUnit.NANOSECONDS);
  }
}
