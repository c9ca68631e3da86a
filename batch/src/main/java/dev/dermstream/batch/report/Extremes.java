package dev.dermstream.batch.report;

import dev.dermstream.batch.v1.ImageResult;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first few of very many in an order; memory for those few alone. */
final class Extremes<T> {
  private final int most;
  private final Comparator<T> order;
  private final PriorityQueue<T> kept;

  Extremes(int most, Comparator<T> order) {
    this.most = most;
    this.order = order;
    this.kept = new PriorityQueue<>(most + 1, order.reversed());
  }

  /** Images by certainty, the surest first; equal ones by position. */
  static Extremes<ImageResult> surest(int most) {
    return new Extremes<>(
        most,
        Comparator.<ImageResult>comparingDouble(r -> Answers.certainty(r.getReport()))
            .reversed()
            .thenComparingLong(ImageResult::getPosition));
  }

  /** Images by certainty, the least sure first; equal ones by position. */
  static Extremes<ImageResult> leastSure(int most) {
    return new Extremes<>(
        most,
        Comparator.<ImageResult>comparingDouble(r -> Answers.certainty(r.getReport()))
            .thenComparingLong(ImageResult::getPosition));
  }

  void add(T one) {
    if (kept.size() == most && order.compare(one, kept.element()) >= 0) {
      return;
    }
    kept.add(one);
    if (kept.size() > most) {
      kept.remove();
    }
  }

  /** In order. */
  List<T> sorted() {
    return kept.stream().sorted(order).toList();
  }
}
