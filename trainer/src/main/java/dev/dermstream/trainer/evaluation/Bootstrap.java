package dev.dermstream.trainer.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Percentile intervals of the bootstrap (Efron and Tibshirani: An Introduction to the Bootstrap,
 * 1993, section 13.3): the samples, or the groups that they belong to, are drawn anew with
 * replacement, as many as there are, and the figures of every such replicate computed.
 *
 * <p>A replicate is told as the number of times that each sample was drawn, so that what was sorted
 * once stays sorted.
 *
 * @param replicates drawn, {@value #LEAST_REPLICATES} to {@value #MOST_REPLICATES}
 * @param seed of the drawing: the same seed, the same intervals
 */
public record Bootstrap(int replicates, long seed) {
  /** Probability that an interval stands for. */
  public static final double LEVEL = 0.95;

  /** With fewer, the ends of an interval would be the extremes. */
  public static final int LEAST_REPLICATES = 100;

  public static final int MOST_REPLICATES = 100_000;

  public Bootstrap {
    if (replicates < LEAST_REPLICATES || replicates > MOST_REPLICATES) {
      throw new IllegalArgumentException(
          "replicates %d is outside %d to %d"
              .formatted(replicates, LEAST_REPLICATES, MOST_REPLICATES));
    }
  }

  /**
   * The interval of every figure, samples drawn one by one.
   *
   * @param samples how many there are, at least 1
   * @param figures as for {@link #intervals(SamplingUnits, Function)}
   */
  public Map<String, Interval> intervals(
      int samples, Function<int[], ? extends Map<String, Double>> figures) {
    return intervals(SamplingUnits.single(samples), figures);
  }

  /**
   * The interval of every figure. One unit alone tells nothing of others: then all are undefined.
   *
   * @param units what is drawn, as many as there are
   * @param figures from {@code [samples]} times drawn, not to be kept, to figures by name, always
   *     the same names; NaN where one is undefined, and such replicates are left out of its
   *     interval
   * @return by name, in the order of {@code figures}
   */
  public Map<String, Interval> intervals(
      SamplingUnits units, Function<int[], ? extends Map<String, Double>> figures) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, double[]> values = new LinkedHashMap<>();
    int[] drawnUnits = new int[units.count()];
    int[] drawn = new int[units.samples()];
    for (int replicate = 0; replicate < replicates; replicate++) {
      Arrays.fill(drawnUnits, 0);
      for (int i = 0; i < drawnUnits.length; i++) {
        drawnUnits[random.nextInt(drawnUnits.length)]++;
      }
      Arrays.setAll(drawn, sample -> drawnUnits[units.unitOf()[sample]]);
      for (Map.Entry<String, Double> figure : figures.apply(drawn).entrySet()) {
        values.computeIfAbsent(figure.getKey(), name -> new double[replicates])[replicate] =
            units.count() == 1 ? Double.NaN : figure.getValue();
      }
    }
    Map<String, Interval> intervals = new LinkedHashMap<>();
    values.forEach((name, all) -> intervals.put(name, interval(all)));
    return intervals;
  }

  /** Ends are values that occurred, the outer ones where the quantile falls between two. */
  private static Interval interval(double[] values) {
    double[] sorted =
        Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    if (sorted.length == 0) {
      return new Interval(Double.NaN, Double.NaN);
    }
    double tail = (1 - LEVEL) / 2 * (sorted.length - 1);
    return new Interval(
        sorted[(int) Math.floor(tail)], sorted[sorted.length - 1 - (int) Math.floor(tail)]);
  }
}
