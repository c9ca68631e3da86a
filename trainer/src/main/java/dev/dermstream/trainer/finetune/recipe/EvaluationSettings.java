package dev.dermstream.trainer.finetune.recipe;

/**
 * How the loss on held-out examples is followed.
 *
 * @param every updates between two evaluations; there is one before the first update too
 * @param examples most of the validation side
 * @param keep best checkpoints that stay
 * @param patience evaluations without a better one after which training ends; 0 for never
 */
public record EvaluationSettings(int every, int examples, int keep, int patience) {}
