package dev.dermstream.index.dbscan;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Visits the pairs three times and remembers none: counts neighbourhoods, joins core vectors, finds
 * border vectors' clusters.
 */
final class ThreePasses implements Passes {
  @Override
  public Clustering cluster(PairScan scan, Pruning pruning, int n, int minSamples, int workers) {
    int[] size = neighbourhoodSizes(scan, pruning, n, workers);
    boolean[] core = new boolean[n];
    for (int i = 0; i < n; i++) {
      core[i] = size[i] >= minSamples;
    }
    int[] cores = IntStream.range(0, n).filter(i -> core[i]).toArray();
    DisjointSets[] sets = new DisjointSets[workers];
    Arrays.setAll(sets, worker -> new DisjointSets(n));
    PairScan.Columns columns = scan.columns(pruning, cores);
    scan.within(columns, (a, b, worker) -> sets[worker].union(a, b));
    Labelling labelling = new Labelling(core, DisjointSets.merge(sets));
    // Alone in its neighbourhood, a vector has no core neighbour to look for.
    int[] candidates = IntStream.range(0, n).filter(i -> !core[i] && size[i] > 1).toArray();
    scan.between(
        pruning,
        candidates,
        columns,
        (border, neighbour, worker) -> labelling.reach(border, neighbour));
    return labelling.clustering();
  }

  private static int[] neighbourhoodSizes(PairScan scan, Pruning pruning, int n, int workers) {
    int[][] counts = new int[workers][n];
    scan.within(
        scan.columns(pruning, 0, n),
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
}
