package dev.dermstream.audit.chain;

/**
 * What one class got.
 *
 * @param idCode the class, in the label set of the profile and release
 * @param percent 0 to 100
 */
public record Score(int idCode, double percent) {}
