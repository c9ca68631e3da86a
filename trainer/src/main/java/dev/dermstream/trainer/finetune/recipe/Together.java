package dev.dermstream.trainer.finetune.recipe;

/** How several forms share the pictures. */
public enum Together {
  /** Every picture gives examples of every form. */
  EACH,
  /** The pictures are shuffled and cut into equal parts, one for each form. */
  PARTS
}
