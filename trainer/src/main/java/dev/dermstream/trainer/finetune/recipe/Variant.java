package dev.dermstream.trainer.finetune.recipe;

import java.util.Locale;

/** Which settings of a recipe are used. */
public enum Variant {
  /** Those of the publication. */
  PAPER,
  /** The same with what a model of a few million parameters needs otherwise. */
  DEMONSTRATION;

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
