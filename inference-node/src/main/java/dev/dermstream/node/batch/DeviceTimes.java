package dev.dermstream.node.batch;

import java.util.stream.IntStream;

/**
 * What the device needs for a batch, learned from its runs: an exponentially smoothed time for
 * every size that was run. A size between two known ones lies on the line between them; beyond them
 * the time is taken in proportion to the size, which promises no gain that was not seen.
 *
 * <p>Not thread-safe: guarded by the batcher's lock.
 */
final class DeviceTimes {
  private static final double SMOOTHING = 1.0 / 8;

  /**
   * What disturbs a run only makes it longer, and a size that was measured in a busy moment is
   * avoided and seldom measured again: a faster run counts for more.
   */
  private static final double SMOOTHING_DOWN = 1.0 / 2;

  private final double[] nanos;
  private final int[] runs;

  /**
   * @param maxSize largest size that will be asked for
   */
  DeviceTimes(int maxSize) {
    this.nanos = new double[maxSize + 1];
    this.runs = new int[maxSize + 1];
  }

  /** Learns from a run that succeeded. */
  void record(int size, long took) {
    switch (runs[size]++) {
      case 0 -> nanos[size] = took;
      // The first run of a size may have set memory and kernels up for it.
      case 1 -> nanos[size] = Math.min(nanos[size], (double) took);
      default -> {
        double smoothing = took < nanos[size] ? SMOOTHING_DOWN : SMOOTHING;
        nanos[size] += (took - nanos[size]) * Math.max(smoothing, 1.0 / runs[size]);
      }
    }
  }

  /** True if a size over {@code least} and up to {@code most} was run. */
  boolean knownOver(int least, int most) {
    return IntStream.rangeClosed(least + 1, most).anyMatch(size -> runs[size] > 0);
  }

  /** Expected time of a batch in nanoseconds; NaN before the first run of any size. */
  double nanos(int size) {
    int lower = size;
    while (lower > 0 && runs[lower] == 0) {
      lower--;
    }
    int upper = size;
    while (upper < runs.length && runs[upper] == 0) {
      upper++;
    }
    if (lower == size) {
      return nanos[size];
    }
    if (lower == 0) {
      return upper < runs.length ? nanos[upper] * size / upper : Double.NaN;
    }
    if (upper == runs.length) {
      return nanos[lower] * size / lower;
    }
    double share = (double) (size - lower) / (upper - lower);
    return nanos[lower] + share * (nanos[upper] - nanos[lower]);
  }

  /** Items per nanosecond that batches of a size give. */
  double rate(int size) {
    return size / nanos(size);
  }
}
