package dev.dermstream.trainer.recipe;

import dev.dermstream.trainer.recipe.data.AnswerKind;

/**
 * Sequences in a batch of the second stage: short answers cost less, so more of them fit a step.
 *
 * @param reports even
 * @param shortAnswers class names, class numbers and answers to questions; even
 */
public record BatchSizes(int reports, int shortAnswers) {
  public BatchSizes {
    if (reports < 2 || shortAnswers < 2 || reports % 2 != 0 || shortAnswers % 2 != 0) {
      throw new IllegalArgumentException(
          "batches of %d and %d do not have two halves".formatted(reports, shortAnswers));
    }
  }

  int of(AnswerKind kind) {
    return switch (kind) {
      case REPORT -> reports;
      case CLASS_NAME, CLASS_NUMBER, QUESTION -> shortAnswers;
    };
  }
}
