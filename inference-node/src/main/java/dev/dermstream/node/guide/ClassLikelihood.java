package dev.dermstream.node.guide;

/**
 * How likely the model found a class of the closed set, before it wrote one.
 *
 * @param probability 0 to 1; those of all classes sum to 1
 */
public record ClassLikelihood(int idCode, double probability) {}
