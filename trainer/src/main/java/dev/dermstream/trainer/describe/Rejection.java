package dev.dermstream.trainer.describe;

/** Why a model's answer cannot be used. */
public enum Rejection {
  CUT_OFF("ends at the limit of tokens"),
  NOT_JSON("is not JSON"),
  WRONG_FORM("lacks a key or holds another kind of value"),
  EMPTY("has an empty text"),
  TOO_LONG("has a text that is too long"),
  WRONG_LANGUAGE("is in another language"),
  OTHER_CLASS("names another class"),
  UNANSWERED("has a question without an answer"),
  TOO_FEW_QUESTIONS("has too few questions of a kind, or one twice"),
  DISTRACTOR("has too few distractors, or one that is the answer");

  private final String words;

  Rejection(String words) {
    this.words = words;
  }

  /** As the end of a sentence about the answer. */
  public String words() {
    return words;
  }
}
