package dev.dermstream.node.engine;

import java.nio.FloatBuffer;

/**
 * Scores over the vocabulary.
 *
 * @param values {@code [rows, positions, vocabSize]}, row-major, read by absolute index
 * @param rows texts, at least 1
 * @param positions at least 1
 */
public record Logits(FloatBuffer values, int rows, int positions, int vocabSize) {
  /**
   * Copies a row's scores after its last position.
   *
   * @param into {@code [vocabSize]}
   */
  public void last(int row, float[] into) {
    values.get(((row + 1) * positions - 1) * vocabSize, into);
  }

  /** The best token after a row's last position; of equals the lowest id. */
  public int argmaxLast(int row) {
    float[] scores = new float[vocabSize];
    last(row, scores);
    int best = 0;
    for (int id = 1; id < vocabSize; id++) {
      best = scores[id] > scores[best] ? id : best;
    }
    return best;
  }
}
