package dev.dermstream.node.engine;

import java.nio.FloatBuffer;

/**
 * Scores over the vocabulary.
 *
 * @param values {@code [positions, vocabSize]}, row-major, read by absolute index
 * @param positions at least 1
 */
public record Logits(FloatBuffer values, int positions, int vocabSize) {
  /**
   * The best token after the last position; of equals the lowest id.
   *
   * @throws IllegalStateException if no score is a number
   */
  public int argmaxLast() {
    int offset = (positions - 1) * vocabSize;
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < vocabSize; id++) {
      float value = values.get(offset + id);
      if (value > highest) {
        highest = value;
        best = id;
      }
    }
    if (best < 0) {
      throw new IllegalStateException("The decoder gave no score that is a number");
    }
    return best;
  }
}
