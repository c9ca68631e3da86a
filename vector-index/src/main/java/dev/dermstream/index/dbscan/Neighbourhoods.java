package dev.dermstream.index.dbscan;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What is known while pairs of neighbours come in, each once. Two vectors that are both known to be
 * core when their pair comes are joined at once; other pairs are put off until all is known.
 *
 * <p>A pair is put off only while one of its vectors has been counted fewer than {@code minSamples}
 * times, so at most {@code n * minSamples} pairs are, however dense the data. A vector that stays
 * below the count has all its pairs among them: that is where borders are found, and what more
 * vectors need to know of it later.
 */
final class Neighbourhoods implements PairScan.Visitor {
  private final int minSamples;
  private final AtomicIntegerArray size;
  private final DisjointSets[] sets;
  private final PairList[] putOff;

  /** Nothing is known yet but that every vector is its own neighbour. */
  Neighbourhoods(int n, int minSamples, int workers) {
    this.minSamples = minSamples;
    size = new AtomicIntegerArray(n);
    for (int i = 0; i < n; i++) {
      size.setPlain(i, 1);
    }
    sets = new DisjointSets[workers];
    Arrays.setAll(sets, worker -> new DisjointSets(n));
    putOff = new PairList[workers];
    Arrays.setAll(putOff, worker -> new PairList());
  }

  /**
   * Goes on from a clustering of the first vectors.
   *
   * @param open all its pairs of neighbours of which one is not core
   */
  Neighbourhoods(int n, int minSamples, int workers, Clustering known, PairList open) {
    this(n, minSamples, workers);
    int[] first = new int[known.clusterCount()];
    Arrays.fill(first, -1);
    for (int i = 0; i < known.labels().length; i++) {
      if (known.core()[i]) {
        size.setPlain(i, minSamples);
        int label = known.labels()[i];
        if (first[label] < 0) {
          first[label] = i;
        }
        for (DisjointSets set : sets) {
          set.union(first[label], i);
        }
      }
    }
    open.forEach((a, b) -> {
      count(a);
      count(b);
      putOff[0].add(a, b);
    });
  }

  /** Takes a pair; workers may come at the same time. */
  @Override
  public void pair(int a, int b, int worker) {
    boolean firstIsCore = count(a);
    boolean secondIsCore = count(b);
    if (firstIsCore && secondIsCore) {
      sets[worker].union(a, b);
    } else {
      putOff[worker].add(a, b);
    }
  }

  @Override
  public boolean knows(int a, int b, int worker) {
    return size.getPlain(a) >= minSamples
        && size.getPlain(b) >= minSamples
        && sets[worker].find(a) == sets[worker].find(b);
  }

  /** True if the vector is known to be core; beyond that nobody counts. */
  private boolean count(int vector) {
    return size.getPlain(vector) >= minSamples || size.incrementAndGet(vector) >= minSamples;
  }

  /** The clusters, when all pairs have come. */
  Settled settle() {
    boolean[] core = new boolean[size.length()];
    for (int i = 0; i < core.length; i++) {
      core[i] = size.get(i) >= minSamples;
    }
    DisjointSets joined = DisjointSets.merge(sets);
    PairList open = new PairList();
    for (PairList pairs : putOff) {
      pairs.forEach((a, b) -> {
        if (core[a] && core[b]) {
          joined.union(a, b);
        } else {
          open.add(a, b);
        }
      });
    }
    Labelling labelling = new Labelling(core, joined);
    open.forEach((a, b) -> {
      if (core[a]) {
        labelling.reach(b, a);
      } else if (core[b]) {
        labelling.reach(a, b);
      }
    });
    return new Settled(labelling.clustering(), open);
  }

  /**
   * @param open all pairs of neighbours of which at least one is not core
   */
  record Settled(Clustering clustering, PairList open) {}
}
