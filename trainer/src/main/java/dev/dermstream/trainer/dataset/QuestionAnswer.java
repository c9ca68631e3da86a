package dev.dermstream.trainer.dataset;

/**
 * A question about an image and its answer.
 *
 * @param question not blank
 * @param answer not blank
 * @param language of both, a language tag such as {@code en}
 */
public record QuestionAnswer(String question, String answer, String language) {}
