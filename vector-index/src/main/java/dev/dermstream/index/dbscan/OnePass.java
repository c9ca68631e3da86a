package dev.dermstream.index.dbscan;

import java.util.stream.IntStream;

/** Visits every pair once and remembers what {@link Neighbourhoods} puts off. */
final class OnePass implements Passes {
  @Override
  public Clustering cluster(PairScan scan, Pruning pruning, int n, int minSamples, int workers) {
    return settle(scan, pruning, n, minSamples, workers).clustering();
  }

  static Neighbourhoods.Settled settle(
      PairScan scan, Pruning pruning, int n, int minSamples, int workers) {
    Neighbourhoods found = new Neighbourhoods(n, minSamples, workers);
    scan.within(scan.columns(pruning, IntStream.range(0, n).toArray()), found::pair);
    return found.settle();
  }
}
