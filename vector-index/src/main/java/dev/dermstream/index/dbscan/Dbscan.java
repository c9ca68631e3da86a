package dev.dermstream.index.dbscan;

import dev.dermstream.index.vectors.UnitVectors;

/**
 * Exact DBSCAN by cosine distance (Ester, Kriegel, Sander, Xu: A density-based algorithm for
 * discovering clusters in large spatial databases with noise, KDD 1996), with the partition and the
 * numbering of scikit-learn.
 *
 * <p>A vector whose neighbourhood {@code {q : 1 - cos(p, q) <= eps}}, itself included, holds at
 * least {@code minSamples} vectors is core; core vectors that are neighbours share a cluster.
 * Clusters are numbered in the order of their first core vectors. scikit-learn expands the clusters
 * in that order and never relabels, so a border vector, one that is not core but has core
 * neighbours, belongs to the lowest numbered cluster among them.
 *
 * <p>No neighbour lists are kept. Time is O(n² d) at most; where few principal coordinates tell
 * most vectors apart, {@link Pruning} leaves a small part of that, with the same outcome. Memory is
 * O(n d + n minSamples), or O(n d) by further passes where n minSamples is large. The result does
 * not depend on the number of workers.
 *
 * @param eps largest cosine distance of neighbours, over 0 and at most 2
 * @param minSamples at least 1
 */
public record Dbscan(double eps, int minSamples) {
  /** A quarter of a gigabyte. */
  private static final long MOST_REMEMBERED_PAIRS = 32L << 20;

  public Dbscan {
    if (!(eps > 0 && eps <= 2)) {
      throw new IllegalArgumentException(
          "eps %s is outside (0, 2], the range of cosine distances".formatted(eps));
    }
    if (minSamples < 1) {
      throw new IllegalArgumentException("min-samples %d is below 1".formatted(minSamples));
    }
  }

  /** Clusters the vectors; blocks until done. */
  public Clustering cluster(UnitVectors vectors, Parallelism parallelism) {
    Passes passes = canGrow(vectors.count()) ? new OnePass() : new ThreePasses();
    return cluster(vectors, parallelism, passes, Pruning.choose(vectors, eps, parallelism));
  }

  Clustering cluster(UnitVectors vectors, Parallelism parallelism, Passes passes, Pruning pruning) {
    return passes.cluster(
        new PairScan(vectors, eps, parallelism),
        pruning,
        vectors.count(),
        minSamples,
        parallelism.workers());
  }

  /** Whether so many vectors leave few enough pairs to remember for {@link GrowingClustering}. */
  public boolean canGrow(int count) {
    return (long) count * minSamples <= MOST_REMEMBERED_PAIRS;
  }
}
