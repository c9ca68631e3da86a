package dev.dermstream.trainer.knowledge;

import java.util.Locale;

/** What answers a question. */
public enum QuestionKind {
  SITES(true),
  CAUSE(true),
  COURSE(true),
  TREATMENT(true),
  DIAGNOSIS(false),
  FINDINGS(false),
  MODALITY(false),
  FIELD(false);

  private final boolean general;

  QuestionKind(boolean general) {
    this.general = general;
  }

  /** Whether it is about the class; the others are about the image. */
  public boolean isGeneral() {
    return general;
  }

  /** As the knowledge file writes it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
