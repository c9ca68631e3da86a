package dev.dermstream.trainer.recipe;

/**
 * Sequences in a batch of the second stage: short answers cost less, so more of them fit a step.
 *
 * @param longAnswers even
 * @param shortAnswers even
 */
public record BatchSizes(int longAnswers, int shortAnswers) {
  public BatchSizes {
    if (longAnswers < 2 || shortAnswers < 2 || longAnswers % 2 != 0 || shortAnswers % 2 != 0) {
      throw new IllegalArgumentException(
          "batches of %d and %d do not have two halves".formatted(longAnswers, shortAnswers));
    }
  }
}
