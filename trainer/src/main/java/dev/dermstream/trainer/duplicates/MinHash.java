package dev.dermstream.trainer.duplicates;

import java.util.SplittableRandom;

/**
 * Sketches of sets, by which similar ones are found without comparing all (Broder, "On the
 * resemblance and containment of documents", 1997; bands after Leskovec, Rajaraman and Ullman,
 * "Mining of Massive Datasets", 3.4): {@value #HASHES} minima of a set under as many random orders
 * agree with those of another set each with the probability of their Jaccard index. Minima are cut
 * into bands; sets that agree in all minima of one band are candidates. Immutable.
 */
final class MinHash {
  private static final int HASHES = 128;
  private static final long SEED = 0x6d696e68617368L;

  /** How often a pair at the threshold may be overlooked. */
  private static final double MOST_MISSED = 1e-4;

  private final long[] orders;
  private final int rows;

  /**
   * @param threshold least Jaccard index of pairs that are looked for, over 0
   */
  MinHash(double threshold) {
    this.orders = new SplittableRandom(SEED).longs(HASHES).toArray();
    this.rows = rows(threshold);
  }

  /** The longest bands by which a pair at the threshold is as good as never overlooked. */
  private static int rows(double threshold) {
    int rows = 1;
    while (rows * 2 <= HASHES && missed(threshold, rows * 2) <= MOST_MISSED) {
      rows *= 2;
    }
    return rows;
  }

  /** Probability that no band of a pair agrees. */
  private static double missed(double similarity, int rows) {
    return Math.pow(1 - Math.pow(similarity, rows), (double) HASHES / rows);
  }

  int bands() {
    return HASHES / rows;
  }

  /**
   * One number for each band.
   *
   * @param set at least one element
   * @return {@code [bands]}
   */
  long[] bands(long[] set) {
    long[] bands = new long[bands()];
    for (int hash = 0; hash < HASHES; hash++) {
      long least = Long.MAX_VALUE;
      for (long element : set) {
        least = Math.min(least, mixed(element ^ orders[hash]));
      }
      int band = hash / rows;
      bands[band] = mixed(bands[band] * 31 + least);
    }
    return bands;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long mixed(long value) {
    long once = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
    return twice ^ (twice >>> 31);
  }
}
