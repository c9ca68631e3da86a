package dev.dermstream.trainer.finetune.recipe;

import java.util.Locale;

/** Which settings of a recipe are used. */
public enum Variant {
  /** Those of the publication. */
  PAPER,
  /** The same with what a model of a few million parameters needs otherwise. */
  DEMONSTRATION;

  /**
   * The one of a word.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Variant of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
