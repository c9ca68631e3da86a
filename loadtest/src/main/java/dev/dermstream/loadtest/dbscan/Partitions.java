package dev.dermstream.loadtest.dbscan;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** How alike two clusterings are. */
final class Partitions {
  private Partitions() {}

  /** How many elements from {@code from} to {@code to - 1} differ. */
  static long differences(int[] a, int[] b, int from, int to) {
    long differences = 0;
    for (int i = from; i < to; i++) {
      differences += a[i] == b[i] ? 0 : 1;
    }
    return differences;
  }

  /**
   * Adjusted Rand index (Hubert, Arabie: Comparing partitions, 1985) of the first {@code count}
   * labels, noise as a cluster of its own: 1 for the same partition, about 0 for unrelated ones.
   */
  static double adjustedRandIndex(int[] a, int[] b, int count) {
    Map<Long, Long> both = new HashMap<>();
    Map<Integer, Long> first = new HashMap<>();
    Map<Integer, Long> second = new HashMap<>();
    for (int i = 0; i < count; i++) {
      both.merge(((long) a[i] << 32) | (b[i] & 0xffffffffL), 1L, Long::sum);
      first.merge(a[i], 1L, Long::sum);
      second.merge(b[i], 1L, Long::sum);
    }
    double together = pairs(both);
    double inFirst = pairs(first);
    double inSecond = pairs(second);
    double all = count * (count - 1.0) / 2;
    double expected = inFirst * inSecond / all;
    double largest = (inFirst + inSecond) / 2;
    return largest == expected ? 1 : (together - expected) / (largest - expected);
  }

  private static double pairs(Map<?, Long> sizes) {
    ToLongFunction<Long> pairs = size -> size * (size - 1) / 2;
    return sizes.values().stream().mapToLong(pairs).sum();
  }
}
