package dev.dermstream.command;

import dev.dermstream.v1.Language;

/** Languages of answers, as options name them. */
enum Lang {
  EN(Language.LANGUAGE_ENGLISH),
  KO(Language.LANGUAGE_KOREAN);

  private final Language language;

  Lang(Language language) {
    this.language = language;
  }

  Language language() {
    return language;
  }
}
