package dev.dermstream.loadtest.sizing;

import org.HdrHistogram.Histogram;

/**
 * What a cluster does under a load.
 *
 * @param perSecond X, answers a second
 * @param utilisation share of the time that workers run, 0 to 1
 * @param meanBatch images of a run
 * @param meanInside images in gateway and nodes, averaged over time: L of Little's law
 * @param latencies of the answers, microseconds, from when an image was due
 * @param refused images that found the gateway's queue full
 */
public record Prediction(
    double perSecond,
    double utilisation,
    double meanBatch,
    double meanInside,
    Histogram latencies,
    long refused) {
  private static final double MICROS_PER_MILLI = 1000;

  /** Latency in milliseconds; NaN without an answer. */
  public double millis(double percentile) {
    return latencies.getTotalCount() == 0
        ? Double.NaN
        : latencies.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }
}
