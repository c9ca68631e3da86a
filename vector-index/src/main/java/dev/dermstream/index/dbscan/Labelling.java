package dev.dermstream.index.dbscan;

import java.util.Arrays;

/**
 * Numbers the clusters by their first core vectors, then takes in border vectors. {@link #reach}
 * may be called by several threads as long as each border vector stays with one of them.
 */
final class Labelling {
  private final boolean[] core;
  private final int[] labels;
  private int clusters;

  /**
   * @param core final flags
   * @param sets core vectors that are joined
   */
  Labelling(boolean[] core, DisjointSets sets) {
    this.core = core;
    labels = new int[core.length];
    Arrays.fill(labels, Clustering.NOISE);
    for (int i = 0; i < labels.length; i++) {
      if (core[i]) {
        int first = sets.find(i);
        labels[i] = first == i ? clusters++ : labels[first];
      }
    }
  }

  /** Notes that a vector which is not core has this core neighbour. */
  void reach(int border, int neighbour) {
    int label = labels[neighbour];
    if (labels[border] == Clustering.NOISE || label < labels[border]) {
      labels[border] = label;
    }
  }

  Clustering clustering() {
    return new Clustering(labels, core, clusters);
  }
}
