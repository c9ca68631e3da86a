package dev.dermstream.loadtest.benchmark;

/**
 * Whether two servers did the same work: the highest score is of the same class, and the scores
 * differ by little beside how much they vary. Decoders and resize filters differ by rounding, so
 * equality cannot be asked for.
 */
final class Agreement {
  /** Root mean square difference, as a share of the scores' standard deviation. */
  static final double TOLERANCE = 0.05;

  private Agreement() {}

  /**
   * The root mean square difference as a share of the standard deviation.
   *
   * @throws IllegalStateException if they do not agree
   */
  static double require(String name, int picture, float[] expected, float[] actual) {
    if (actual.length != expected.length) {
      throw new IllegalStateException(
          "%s gave %d scores, not %d".formatted(name, actual.length, expected.length));
    }
    double difference = difference(expected, actual);
    if (highest(expected) != highest(actual) || difference > TOLERANCE) {
      throw new IllegalStateException(
          "%s disagrees with the bare engine on picture %d: class %d, not %d; difference %.4f"
              .formatted(name, picture, highest(actual), highest(expected), difference));
    }
    return difference;
  }

  private static double difference(float[] expected, float[] actual) {
    double mean = 0;
    for (float score : expected) {
      mean += score / expected.length;
    }
    double variance = 0;
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      variance += (expected[i] - mean) * (expected[i] - mean);
      squares += ((double) actual[i] - expected[i]) * ((double) actual[i] - expected[i]);
    }
    return Math.sqrt(squares / variance);
  }

  private static int highest(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
