package dev.dermstream.index.dbscan;

/** Visits every pair once and remembers what {@link Neighbourhoods} puts off. */
final class OnePass implements Passes {
  @Override
  public Clustering cluster(PairScan scan, Pruning pruning, int n, int minSamples, int workers) {
    return settle(scan, scan.columns(pruning, 0, n), minSamples, workers).clustering();
  }

  /**
   * @param all the vectors
   */
  static Neighbourhoods.Settled settle(
      PairScan scan, PairScan.Columns all, int minSamples, int workers) {
    Neighbourhoods found = new Neighbourhoods(all.selection().length, minSamples, workers);
    scan.within(all, found);
    return found.settle();
  }
}
