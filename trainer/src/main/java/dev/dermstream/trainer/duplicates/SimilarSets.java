package dev.dermstream.trainer.duplicates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Pairs of sets whose Jaccard index is high: candidates by {@link MinHash}, each then verified. */
final class SimilarSets {
  private final List<long[]> sets;
  private final double threshold;
  private final MinHash minHash;
  private final long[][] bands;

  /**
   * @param sets ascending elements each
   * @param threshold least Jaccard index, over 0
   */
  SimilarSets(List<long[]> sets, double threshold) {
    this.sets = sets;
    this.threshold = threshold;
    this.minHash = new MinHash(threshold);
    this.bands =
        IntStream.range(0, sets.size())
            .parallel()
            .mapToObj(i -> sets.get(i).length == 0 ? new long[0] : minHash.bands(sets.get(i)))
            .toArray(long[][]::new);
  }

  /** Takes a pair. */
  @FunctionalInterface
  interface Taker {
    void pair(int one, int other, double similarity) throws TooManyException;
  }

  /** There are more pairs than anybody would look through. */
  static final class TooManyException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Visits every pair once, the lower number first. */
  void visit(Taker taker) throws TooManyException {
    for (int band = 0; band < minHash.bands(); band++) {
      for (List<Integer> bucket : buckets(band)) {
        for (int i = 0; i < bucket.size(); i++) {
          for (int j = i + 1; j < bucket.size(); j++) {
            compare(bucket.get(i), bucket.get(j), band, taker);
          }
        }
      }
    }
  }

  private Iterable<List<Integer>> buckets(int band) {
    Map<Long, List<Integer>> buckets = new HashMap<>();
    for (int i = 0; i < bands.length; i++) {
      if (bands[i].length > 0) {
        buckets.computeIfAbsent(bands[i][band], hash -> new ArrayList<>()).add(i);
      }
    }
    return buckets.values();
  }

  /** A pair that met in a band before was compared there. */
  private void compare(int one, int other, int band, Taker taker) throws TooManyException {
    for (int before = 0; before < band; before++) {
      if (bands[one][before] == bands[other][before]) {
        return;
      }
    }
    double similarity = Shingles.jaccard(sets.get(one), sets.get(other));
    if (similarity >= threshold) {
      taker.pair(one, other, similarity);
    }
  }
}
