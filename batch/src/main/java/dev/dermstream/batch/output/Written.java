package dev.dermstream.batch.output;

/**
 * What an output holds now.
 *
 * @param results that stand in it
 * @param leftOut that should and do not; the output says which and why. 0 but for structured
 *     reports
 */
public record Written(long results, long leftOut) {}
