package dev.dermstream.trainer.duplicates;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * The set of a text's word shingles: runs of {@value #WIDTH} words, their case and signs left out,
 * each by 64 bits of MurmurHash3. A shorter text is one shingle; one without words has none.
 */
final class Shingles {
  private static final int WIDTH = 3;

  private Shingles() {}

  /** The words of a text as they are compared. */
  static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", " ")
        .strip();
  }

  /**
   * The set.
   *
   * @param folded words with one space between them
   * @return ascending, none twice
   */
  static long[] of(String folded) {
    if (folded.isEmpty()) {
      return new long[0];
    }
    List<String> words = List.of(folded.split(" ", -1));
    int last = Math.max(0, words.size() - WIDTH);
    long[] shingles = new long[last + 1];
    for (int i = 0; i <= last; i++) {
      String run = String.join(" ", words.subList(i, Math.min(words.size(), i + WIDTH)));
      shingles[i] = MurmurHash3.hash128x64(run.getBytes(StandardCharsets.UTF_8))[0];
    }
    return Arrays.stream(shingles).sorted().distinct().toArray();
  }

  /** The Jaccard index of two sets: shingles of both over shingles of either; 0 to 1. */
  static double jaccard(long[] one, long[] other) {
    int i = 0;
    int j = 0;
    int both = 0;
    while (i < one.length && j < other.length) {
      int order = Long.compare(one[i], other[j]);
      both += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    int either = one.length + other.length - both;
    return either == 0 ? 0 : (double) both / either;
  }
}
