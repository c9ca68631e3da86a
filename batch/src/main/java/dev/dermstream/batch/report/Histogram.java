package dev.dermstream.batch.report;

import java.util.List;

/** Counts of values in equal bins; what lies beyond the ends is counted in the outer bins. */
final class Histogram {
  private final double low;
  private final double high;
  private final long[] bins;
  private long count;
  private double sum;
  private long beyond;

  Histogram(int bins, double low, double high) {
    this.bins = new long[bins];
    this.low = low;
    this.high = high;
  }

  /** Percent, in 20 bins. */
  static Histogram ofPercent() {
    return new Histogram(20, 0, 100);
  }

  /** Counts a value; one that is no number is left out. */
  void add(double value) {
    if (Double.isNaN(value)) {
      return;
    }
    double place = Math.floor((value - low) / (high - low) * bins.length);
    bins[(int) Math.clamp(place, 0, bins.length - 1)]++;
    count++;
    sum += value;
    if (value < low || value > high) {
      beyond++;
    }
  }

  /** The first that holds 99 in 100 values and this one between its ends, else the last. */
  static Histogram narrowest(List<Histogram> histograms, double alsoHeld) {
    return histograms.stream()
        .filter(histogram -> 100 * histogram.beyond <= histogram.count)
        .filter(histogram -> alsoHeld <= histogram.high && alsoHeld >= histogram.low)
        .findFirst()
        .orElse(histograms.getLast());
  }

  int bins() {
    return bins.length;
  }

  long bin(int index) {
    return bins[index];
  }

  /** Where a bin begins; of {@link #bins}, where the last one ends. */
  double edge(int index) {
    return low + (high - low) * index / bins.length;
  }

  long highestBin() {
    long highest = 0;
    for (long bin : bins) {
      highest = Math.max(highest, bin);
    }
    return highest;
  }

  long count() {
    return count;
  }

  /** NaN where nothing was counted. */
  double mean() {
    return count == 0 ? Double.NaN : sum / count;
  }
}
