package dev.dermstream.trainer.recipe.data;

import java.util.Arrays;
import java.util.List;

/**
 * Sequences side by side, padded on the right to the longest.
 *
 * @param ids {@code [batch][sequence]}
 * @param mask {@code [batch][sequence]}, 1 for tokens, 0 for padding
 * @param labels {@code [batch][sequence]}, the ids of the answer, {@link TokenSequence#IGNORED} in
 *     prompt and padding
 */
@SuppressWarnings("ArrayRecordComponent") // made for one step
public record SequenceBatch(long[][] ids, long[][] mask, long[][] labels) {
  /**
   * A batch.
   *
   * @param padding id that fills the end
   */
  public static SequenceBatch of(List<TokenSequence> sequences, int padding) {
    int longest = sequences.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    long[][] ids = new long[sequences.size()][longest];
    long[][] mask = new long[sequences.size()][longest];
    long[][] labels = new long[sequences.size()][longest];
    for (int row = 0; row < ids.length; row++) {
      TokenSequence sequence = sequences.get(row);
      Arrays.fill(ids[row], padding);
      Arrays.fill(labels[row], TokenSequence.IGNORED);
      for (int i = 0; i < sequence.length(); i++) {
        ids[row][i] = sequence.ids()[i];
        mask[row][i] = 1;
        if (i >= sequence.answerStart()) {
          labels[row][i] = sequence.ids()[i];
        }
      }
    }
    return new SequenceBatch(ids, mask, labels);
  }
}
