package dev.dermstream.trainer.evaluation;

/**
 * Where a figure lies with the probability {@link Bootstrap#LEVEL}; both ends NaN where it is
 * undefined.
 */
public record Interval(double low, double high) {}
