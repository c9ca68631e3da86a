package dev.dermstream.loadtest.sizing;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How long the machine keeps a thread that wants to run from it: how much later than asked for a
 * thread wakes from a millisecond's sleep, again and again. What a device that only lets time pass,
 * a client and a server each meet at every step.
 */
final class Stalls implements AutoCloseable {
  private static final long SLEEP_NANOS = 1_000_000;

  private final Histogram lateNanos = new Histogram(3);
  private final Thread thread = Thread.ofPlatform().daemon().name("stalls").unstarted(this::watch);
  private volatile boolean closed;

  static Stalls watching() {
    Stalls stalls = new Stalls();
    stalls.thread.start();
    return stalls;
  }

  private void watch() {
    while (!closed) {
      long begun = System.nanoTime();
      LockSupport.parkNanos(SLEEP_NANOS);
      lateNanos.recordValue(Math.max(0, System.nanoTime() - begun - SLEEP_NANOS));
    }
  }

  /** After {@link #close}. */
  double longestMillis() {
    return lateNanos.getMaxValue() / 1e6;
  }

  /** Ends, and waits for that. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
