package dev.dermstream.batch.report;

import java.util.HexFormat;

/**
 * What a job said of each image, in 24 bytes for each place: the first 128 bits of the digest (of a
 * million images two agree in them once in 10^26 tries), a number for the answer, and the score.
 * Open addressing with linear probing; a digest is its own hash.
 */
final class AnswerTable {
  private static final int DIGEST_LETTERS = 64;
  private static final int FIRST_PLACES = 1 << 10;

  private long[] high = new long[FIRST_PLACES];
  private long[] low = new long[FIRST_PLACES];

  /** Number of the answer plus 1; 0 where the place is free; negative when it was met. */
  private int[] answers = new int[FIRST_PLACES];

  private float[] scores = new float[FIRST_PLACES];
  private int size;

  /** Whether there is a digest: an image that could not be read has none. */
  static boolean hasKey(String digest) {
    return digest.length() == DIGEST_LETTERS;
  }

  static long high(String digest) {
    return HexFormat.fromHexDigitsToLong(digest, 0, 16);
  }

  private static long low(String digest) {
    return HexFormat.fromHexDigitsToLong(digest, 16, 32);
  }

  /** Notes an image; the first word on it counts. */
  void put(String digest, int answer, double score) {
    if (3L * size >= 2L * answers.length) {
      grow();
    }
    int place = place(high(digest), low(digest));
    if (answers[place] == 0) {
      set(place, high(digest), low(digest), answer + 1, (float) score);
      size++;
    }
  }

  private void set(int place, long first, long second, int answer, float score) {
    high[place] = first;
    low[place] = second;
    answers[place] = answer;
    scores[place] = score;
  }

  /** Where the image is, or -1. It counts as met from now on. */
  int meet(String digest) {
    int place = place(high(digest), low(digest));
    if (answers[place] == 0) {
      return -1;
    }
    answers[place] = -Math.abs(answers[place]);
    return place;
  }

  int answer(int place) {
    return Math.abs(answers[place]) - 1;
  }

  double score(int place) {
    return scores[place];
  }

  /** Images that were not met. */
  long unmet() {
    long unmet = 0;
    for (int answer : answers) {
      unmet += answer > 0 ? 1 : 0;
    }
    return unmet;
  }

  private int place(long first, long second) {
    int mask = answers.length - 1;
    int place = (int) second & mask;
    while (answers[place] != 0 && (high[place] != first || low[place] != second)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldAnswers = answers;
    float[] oldScores = scores;
    int places = Math.multiplyExact(2, answers.length);
    high = new long[places];
    low = new long[places];
    answers = new int[places];
    scores = new float[places];
    for (int i = 0; i < oldAnswers.length; i++) {
      if (oldAnswers[i] != 0) {
        set(place(oldHigh[i], oldLow[i]), oldHigh[i], oldLow[i], oldAnswers[i], oldScores[i]);
      }
    }
  }
}
