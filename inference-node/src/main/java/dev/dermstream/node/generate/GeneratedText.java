package dev.dermstream.node.generate;

/**
 * A finished answer.
 *
 * @param text all pieces together
 * @param tokens how many were generated, without one that ended the answer
 * @param ended true if the model ended it, false if a limit cut it
 */
public record GeneratedText(String text, int tokens, boolean ended) {}
