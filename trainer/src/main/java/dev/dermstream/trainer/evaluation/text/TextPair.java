package dev.dermstream.trainer.evaluation.text;

/**
 * A text and what it should have said.
 *
 * @param line in its file, from 1
 * @param reference not blank
 * @param candidate may be empty
 */
record TextPair(int line, String reference, String candidate) {}
