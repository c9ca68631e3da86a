package dev.dermstream.index.dbscan;

/** How often the pairs are visited, and what is remembered in between. */
interface Passes {
  /**
   * Clusters n vectors.
   *
   * @param scan visits their pairs of neighbours
   * @param pruning of all of them
   * @param workers of the scan
   */
  Clustering cluster(PairScan scan, Pruning pruning, int n, int minSamples, int workers);
}
