package dev.dermstream.index.dbscan;

import dev.dermstream.index.vectors.UnitVectors;
import java.util.Arrays;
import java.util.stream.IntStream;

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
 * <p>Three passes over the pairs keep no neighbour lists: count the neighbourhoods; join core
 * vectors; give border vectors their cluster. Time O(n² d), memory O(n d + workers n). The result
 * does not depend on the number of workers.
 *
 * @param eps largest cosine distance of neighbours, over 0 and at most 2
 * @param minSamples at least 1
 */
public record Dbscan(double eps, int minSamples) {
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
    PairScan scan = new PairScan(vectors, eps, parallelism);
    int n = vectors.count();
    int[] size = neighbourhoodSizes(scan, n, parallelism.workers());
    boolean[] core = new boolean[n];
    for (int i = 0; i < n; i++) {
      core[i] = size[i] >= minSamples;
    }
    int[] cores = IntStream.range(0, n).filter(i -> core[i]).toArray();
    DisjointSets sets = joinCores(scan, cores, n, parallelism.workers());
    int[] labels = new int[n];
    Arrays.fill(labels, Clustering.NOISE);
    int clusters = 0;
    for (int i : cores) {
      int first = sets.find(i);
      labels[i] = first == i ? clusters++ : labels[first];
    }
    // Alone in its neighbourhood, a vector has no core neighbour to look for.
    int[] candidates = IntStream.range(0, n).filter(i -> !core[i] && size[i] > 1).toArray();
    scan.between(
        candidates,
        cores,
        (border, neighbour, worker) -> {
          int label = labels[neighbour];
          if (labels[border] == Clustering.NOISE || label < labels[border]) {
            labels[border] = label;
          }
        });
    return new Clustering(labels, core, clusters);
  }

  private static int[] neighbourhoodSizes(PairScan scan, int n, int workers) {
    int[][] counts = new int[workers][n];
    scan.within(
        IntStream.range(0, n).toArray(),
        (a, b, worker) -> {
          counts[worker][a]++;
          counts[worker][b]++;
        });
    int[] size = new int[n];
    Arrays.fill(size, 1);
    for (int[] count : counts) {
      for (int i = 0; i < n; i++) {
        size[i] += count[i];
      }
    }
    return size;
  }

  private static DisjointSets joinCores(PairScan scan, int[] cores, int n, int workers) {
    DisjointSets[] sets = new DisjointSets[workers];
    Arrays.setAll(sets, worker -> new DisjointSets(n));
    scan.within(cores, (a, b, worker) -> sets[worker].union(a, b));
    for (int worker = 1; worker < workers; worker++) {
      sets[0].unionAll(sets[worker]);
    }
    return sets[0];
  }
}
