package dev.dermstream.audit.chain;

/**
 * What a store says of a chain.
 *
 * @param base the last record that was removed because it had been kept long enough, or the
 *     beginning
 * @param head the newest record
 */
public record ChainState(ChainHead base, ChainHead head) {}
