package dev.dermstream.loadtest.gatling.arrival;

import dev.dermstream.loadtest.gatling.action.Due;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * When the requests of an open model are due: at random, independent of one another and of the
 * answers (a Poisson process whose rate changes, drawn by thinning: Lewis and Shedler 1979). The
 * same seed gives the same times.
 *
 * <p>Gatling starts a user for each, a little late or, on a busy machine, much. It does not say
 * when it began to count, so that moment is taken to be the earliest that any of its users allows:
 * none is ever started before its time. Thread-safe.
 */
public final class Arrivals implements Due {
  /** Of one run; more would be a mistake in the parameters. */
  public static final int MOST = 20_000_000;

  private final long[] offsets;
  private final AtomicInteger started = new AtomicInteger();
  private final long reference = System.nanoTime();
  private final AtomicLong zero = new AtomicLong(Long.MAX_VALUE);

  private Arrivals(long[] offsets) {
    this.offsets = offsets;
  }

  /**
   * Draws them.
   *
   * @param after how long after the run's begin the first may come
   * @throws IllegalArgumentException if they could be more than {@link #MOST}
   */
  public static Arrivals draw(Rate rate, Duration after, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    double length = rate.duration().toNanos();
    if (rate.most() * length / 1e9 > MOST) {
      throw new IllegalArgumentException(
          "%.0f requests a second for %s are more than %d; take a lower rate or a shorter duration"
              .formatted(rate.most(), rate.duration(), MOST));
    }
    long[] drawn = new long[1024];
    int count = 0;
    double mean = 1e9 / rate.most();
    for (double at = mean * random.nextExponential();
        at < length;
        at += mean * random.nextExponential()) {
      if (random.nextDouble() * rate.most() < rate.course().at(at / length)) {
        if (count == drawn.length) {
          drawn = Arrays.copyOf(drawn, 2 * count);
        }
        drawn[count++] = after.toNanos() + (long) at;
      }
    }
    return new Arrivals(Arrays.copyOf(drawn, count));
  }

  public int count() {
    return offsets.length;
  }

  /** Nanoseconds since the run's begin. */
  long offset(int number) {
    return offsets[number];
  }

  /** How many of their requests have been sent. */
  public int sent() {
    return Math.min(started.get(), offsets.length);
  }

  @Override
  public long at(long sentNanos) {
    int number = started.getAndIncrement();
    if (number >= offsets.length) {
      throw new IllegalStateException("More requests were sent than were due");
    }
    long since = sentNanos - reference;
    long begin = zero.accumulateAndGet(since - offsets[number], Math::min);
    return reference + begin + offsets[number];
  }
}
