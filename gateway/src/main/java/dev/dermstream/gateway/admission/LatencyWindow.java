package dev.dermstream.gateway.admission;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Latencies by lane and kind of work since the last step of the limit, compared with those without
 * load. The latter are the least mean that any window ever had, so a flood cannot talk it into
 * taking its own queues for normal, whatever its length. Not thread-safe.
 */
final class LatencyWindow {
  /** Fewer say nothing about a mean; they stay for the next step. */
  private static final int ENOUGH = 4;

  private final Map<Kind, Cell> cells = new HashMap<>();
  private final Map<Work, Double> baselines = new EnumMap<>(Work.class);

  void add(Lane lane, Work work, long nanos) {
    Cell cell = cells.computeIfAbsent(new Kind(lane, work), kind -> new Cell());
    cell.sum += nanos;
    cell.count++;
  }

  /** Nanoseconds without load; NaN until they are known. */
  double baseline(Work work) {
    return baselines.getOrDefault(work, Double.NaN);
  }

  /** Lets windows that have enough samples lower what counts as no load. */
  void learn() {
    cells.forEach((kind, cell) -> {
      if (cell.count >= ENOUGH) {
        baselines.merge(kind.work, cell.mean(), Math::min);
      }
    });
  }

  /** Takes what is seen now for what is seen without load. */
  void relearn() {
    baselines.clear();
    learn();
  }

  /** Mean latency of a lane over that without load, 1 or more; NaN if too little was seen. */
  double inflation(Lane lane) {
    double sum = 0;
    long count = 0;
    for (Map.Entry<Kind, Cell> entry : cells.entrySet()) {
      Cell cell = entry.getValue();
      if (entry.getKey().lane == lane && cell.count >= ENOUGH) {
        sum += cell.sum / baseline(entry.getKey().work);
        count += cell.count;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  /** Forgets the samples that had a say. */
  void clear() {
    cells.values().removeIf(cell -> cell.count >= ENOUGH);
  }

  private record Kind(Lane lane, Work work) {}

  private static final class Cell {
    private double sum;
    private long count;

    double mean() {
      return sum / count;
    }
  }
}
