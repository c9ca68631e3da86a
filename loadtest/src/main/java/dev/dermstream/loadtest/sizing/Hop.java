package dev.dermstream.loadtest.sizing;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * What a request needs besides queue and run: network, gateway, audit, index. Measured on images
 * that come alone; each image of the model draws one of these times, so that a machine that
 * sometimes stalls has its tail in the prediction too.
 */
public final class Hop {
  private static final double NANOS_PER_MILLI = 1e6;

  private final double[] millis;

  private Hop(double[] sortedMillis) {
    this.millis = sortedMillis;
  }

  /**
   * The same for all.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public static Hop constant(double millis) {
    if (!(millis >= 0 && Double.isFinite(millis))) {
      throw new IllegalArgumentException("A hop takes at least 0 ms, not " + millis);
    }
    return new Hop(new double[] {millis});
  }

  /**
   * Latencies of images that came alone, less the run.
   *
   * @param nanos at least one latency
   * @param runMillis t(1)
   * @throws IllegalArgumentException if there is no latency
   */
  public static Hop of(Histogram nanos, double runMillis) {
    if (nanos.getTotalCount() == 0) {
      throw new IllegalArgumentException("No image was answered, so no hop was measured");
    }
    double[] millis = new double[(int) nanos.getTotalCount()];
    int filled = 0;
    for (HistogramIterationValue value : nanos.recordedValues()) {
      int to = filled + (int) value.getCountAtValueIteratedTo();
      Arrays.fill(
          millis,
          filled,
          to,
          Math.max(0, value.getValueIteratedTo() / NANOS_PER_MILLI - runMillis));
      filled = to;
    }
    return new Hop(millis);
  }

  /** One of them. */
  double draw(RandomGenerator random) {
    return millis[millis.length == 1 ? 0 : random.nextInt(millis.length)];
  }

  /** Milliseconds below which this share of them lies, 0 to 1. */
  public double quantile(double share) {
    return millis[Math.clamp((int) (share * millis.length), 0, millis.length - 1)];
  }
}
