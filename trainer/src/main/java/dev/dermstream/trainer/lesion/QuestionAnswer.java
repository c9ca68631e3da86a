package dev.dermstream.trainer.lesion;

/** A question about a picture and its short answer, in both languages. */
public record QuestionAnswer(Topic topic, Wording question, Wording answer) {

  /** What a question is about. */
  public enum Topic {
    DIAGNOSIS,
    COLOUR,
    BORDER,
    SYMMETRY,
    SURFACE,
    ELEVATION,
    SIZE,
    MARKS
  }
}
