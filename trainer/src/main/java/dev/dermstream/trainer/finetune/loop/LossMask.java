package dev.dermstream.trainer.finetune.loop;

import dev.dermstream.trainer.finetune.recipe.LossOn;
import dev.dermstream.trainer.recipe.data.SequenceBatch;
import dev.dermstream.trainer.recipe.data.TokenSequence;
import java.util.List;

/**
 * Which tokens the loss is of.
 *
 * @param on the answer alone, or the prompt too
 * @param padding id that fills the end of a row
 * @param imageToken id that stands for the image, which is in no loss
 */
public record LossMask(LossOn on, int padding, int imageToken) {
  /** Number of tokens in the loss; the first of a sequence is predicted from nothing. */
  public int count(TokenSequence sequence) {
    int count = 0;
    for (int i = 1; i < sequence.length(); i++) {
      count += counts(sequence, i) ? 1 : 0;
    }
    return count;
  }

  /** Sequences side by side with their labels. */
  public SequenceBatch batch(List<TokenSequence> sequences) {
    SequenceBatch batch = SequenceBatch.of(sequences, padding);
    for (int row = 0; row < sequences.size(); row++) {
      TokenSequence sequence = sequences.get(row);
      for (int i = 1; i < sequence.length(); i++) {
        batch.labels()[row][i] = counts(sequence, i) ? sequence.ids()[i] : TokenSequence.IGNORED;
      }
    }
    return batch;
  }

  private boolean counts(TokenSequence sequence, int i) {
    return switch (on) {
      case ANSWER -> i >= sequence.answerStart();
      case PROMPT_AND_ANSWER -> sequence.ids()[i] != imageToken;
    };
  }
}
