package dev.dermstream.index.dbscan;

import dev.dermstream.index.vectors.UnitVectors;

/**
 * Every pair of vectors that are near one another, found exactly, by the scan that clusters.
 *
 * @param eps largest cosine distance of a pair, over 0 and at most 2
 */
public record NearPairs(double eps) {
  public NearPairs {
    if (!(eps > 0 && eps <= 2)) {
      throw new IllegalArgumentException(
          "eps %s is outside (0, 2], the range of cosine distances".formatted(eps));
    }
  }

  /** Takes a pair; workers may come at the same time. */
  @FunctionalInterface
  public interface Taker {
    /** Each unordered pair comes once; which of the two comes first is not said. */
    void pair(int row, int other);
  }

  /** Visits all pairs; blocks until done. */
  public void visit(UnitVectors vectors, Parallelism parallelism, Taker taker) {
    PairScan scan = new PairScan(vectors, eps, parallelism);
    Pruning pruning = Pruning.choose(vectors, eps, parallelism);
    scan.within(
        scan.columns(pruning, 0, vectors.count()), (row, other, worker) -> taker.pair(row, other));
  }
}
