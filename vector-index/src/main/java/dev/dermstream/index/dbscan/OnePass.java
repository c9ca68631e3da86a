package dev.dermstream.index.dbscan;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * Visits every pair once. Two vectors that are both known to be core when their pair comes are
 * joined at once; other pairs are put off until all is known.
 *
 * <p>A pair is put off only while one of its vectors has been counted fewer than {@code minSamples}
 * times, so at most {@code n * minSamples} pairs are, however dense the data. A vector that stays
 * below the count has all its pairs among them: that is where borders are found.
 */
final class OnePass implements Passes {
  @Override
  public Clustering cluster(PairScan scan, int n, int minSamples, int workers) {
    AtomicIntegerArray size = new AtomicIntegerArray(n);
    for (int i = 0; i < n; i++) {
      size.setPlain(i, 1);
    }
    DisjointSets[] sets = new DisjointSets[workers];
    Arrays.setAll(sets, worker -> new DisjointSets(n));
    PairList[] putOff = new PairList[workers];
    Arrays.setAll(putOff, worker -> new PairList());
    scan.within(
        IntStream.range(0, n).toArray(),
        (a, b, worker) -> {
          boolean firstIsCore = size.incrementAndGet(a) >= minSamples;
          boolean secondIsCore = size.incrementAndGet(b) >= minSamples;
          if (firstIsCore && secondIsCore) {
            sets[worker].union(a, b);
          } else {
            putOff[worker].add(a, b);
          }
        });
    boolean[] core = new boolean[n];
    for (int i = 0; i < n; i++) {
      core[i] = size.get(i) >= minSamples;
    }
    DisjointSets joined = DisjointSets.merge(sets);
    for (PairList pairs : putOff) {
      pairs.forEach((a, b) -> {
        if (core[a] && core[b]) {
          joined.union(a, b);
        }
      });
    }
    Labelling labelling = new Labelling(core, joined);
    for (PairList pairs : putOff) {
      pairs.forEach((a, b) -> reach(labelling, core, a, b));
    }
    return labelling.clustering();
  }

  private static void reach(Labelling labelling, boolean[] core, int a, int b) {
    if (core[a] && !core[b]) {
      labelling.reach(b, a);
    } else if (core[b] && !core[a]) {
      labelling.reach(a, b);
    }
  }
}
