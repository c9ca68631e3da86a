package dev.dermstream.trainer.recipe.data;

/** What the model is asked to write. */
public enum AnswerKind {
  /** The XML report. */
  REPORT,
  /** The bare class name. */
  CLASS_NAME,
  /** The bare class number. */
  CLASS_NUMBER,
  /** The answer to a question about the picture. */
  QUESTION
}
