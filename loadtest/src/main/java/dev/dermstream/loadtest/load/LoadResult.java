package dev.dermstream.loadtest.load;

import org.HdrHistogram.Histogram;

/**
 * What a server did under one load.
 *
 * @param perSecond answers within the time, by the second
 * @param latencies of every answer, nanoseconds
 * @param failures calls without an answer
 * @param firstFailure what the first of them said; empty if there is none
 */
public record LoadResult(
    double perSecond, Histogram latencies, long failures, String firstFailure) {
  public double millis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }
}
