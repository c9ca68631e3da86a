package dev.dermstream.loadtest.load;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Requests at a given rate, whatever the server does. Latency counts from when a request was due,
 * so that a stalled server does not hide behind requests that were never sent.
 */
public final class OpenLoop {
  /** When the next request is due. */
  public enum Arrivals {
    /** At even distances. */
    EVEN,
    /** At random, independent of one another. */
    POISSON
  }

  /** Of the random arrivals: every run with one rate has the same ones. */
  public static final long SEED = 11;

  private OpenLoop() {}

  public static LoadResult run(Client client, double perSecond, Arrivals arrivals, Duration time)
      throws InterruptedException, TimeoutException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    double mean = 1e9 / perSecond;
    long start = System.nanoTime();
    long end = start + time.toNanos();
    Tally tally = new Tally(start, end);
    double due = 0;
    for (int i = 0; due < time.toNanos(); i++) {
      long at = start + (long) due;
      for (long wait = at - System.nanoTime(); wait > 0; wait = at - System.nanoTime()) {
        LockSupport.parkNanos(wait);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      tally.sent();
      var _ = client.call(i).whenComplete((answer, failure) -> tally.ended(at, failure));
      due += arrivals == Arrivals.EVEN ? mean : mean * random.nextExponential();
    }
    return tally.await();
  }
}
