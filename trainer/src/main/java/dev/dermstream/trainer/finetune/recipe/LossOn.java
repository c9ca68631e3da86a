package dev.dermstream.trainer.finetune.recipe;

/** Which tokens the loss is of; those that stand for the image never are. */
public enum LossOn {
  ANSWER,
  PROMPT_AND_ANSWER
}
