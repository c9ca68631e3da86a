package dev.dermstream.loadtest.sizing;

import dev.dermstream.node.batch.BatchListener;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Times of a device's runs by their size, as its batcher tells them. Thread-safe. */
public final class RunTimes implements BatchListener {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Map<Integer, Sum> sums = new ConcurrentSkipListMap<>();

  /**
   * Runs of one size.
   *
   * @param runs how many
   * @param millis all their times together
   */
  public record Sum(long runs, double millis) {
    /** Milliseconds of one. */
    public double mean() {
      return millis / runs;
    }
  }

  @Override
  public void ran(int items, long nanos, boolean succeeded) {
    if (succeeded) {
      sums.merge(
          items,
          new Sum(1, nanos / NANOS_PER_MILLI),
          (one, other) -> new Sum(one.runs + other.runs, one.millis + other.millis));
    }
  }

  /** By size, smallest first. */
  public Map<Integer, Sum> bySize() {
    return new ConcurrentSkipListMap<>(sums);
  }

  /** Images of all runs over their number; 0 without one. */
  public double meanSize() {
    Map<Integer, Sum> all = bySize();
    double runs = all.values().stream().mapToLong(Sum::runs).sum();
    double items = all.entrySet().stream().mapToDouble(e -> e.getKey() * e.getValue().runs()).sum();
    return runs == 0 ? 0 : items / runs;
  }

  /** Forgets. */
  void clear() {
    sums.clear();
  }
}
