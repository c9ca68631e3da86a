package dev.dermstream.trainer.dataset;

import java.util.List;

/**
 * A question about an image and its answer.
 *
 * @param question not blank
 * @param answer not blank
 * @param language of both, a language tag such as {@code en}
 * @param distractors wrong answers that a free answer is told from; empty for training
 */
public record QuestionAnswer(
    String question, String answer, String language, List<String> distractors) {
  public QuestionAnswer {
    distractors = List.copyOf(distractors);
  }

  /** A pair without distractors. */
  public QuestionAnswer(String question, String answer, String language) {
    this(question, answer, language, List.of());
  }
}
