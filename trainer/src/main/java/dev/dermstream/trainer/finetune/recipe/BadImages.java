package dev.dermstream.trainer.finetune.recipe;

/** What becomes of a run whose data hold an image that cannot be read. */
public enum BadImages {
  STOP,
  SKIP
}
