package dev.dermstream.trainer.finetune.recipe;

/** What an example asks for. */
public enum AnswerForm {
  /** The XML report with the scores of its picture. */
  REPORT,
  /** The bare name of the class. */
  CLASS_NAME,
  /** The bare number of the class. */
  CLASS_NUMBER,
  /** The answers of the manifest's questions. */
  QUESTIONS,
  /** The manifest's caption, or its descriptions where there is none. */
  CAPTION,
  /** The manifest's fields as one JSON object. */
  FIELDS,
  /** One of the labels that the prompt lists in random order. */
  CHOICE
}
