package dev.dermstream.trainer.finetune.recipe;

/**
 * How the test side is answered.
 *
 * @param images most of them; 0 for all
 * @param maxNewTokens of an answer, at most
 * @param batch answers written together
 * @param replicates of the bootstrap intervals
 */
public record TestSettings(int images, int maxNewTokens, int batch, int replicates) {}
