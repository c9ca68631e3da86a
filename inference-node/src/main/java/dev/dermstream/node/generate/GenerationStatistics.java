package dev.dermstream.node.generate;

/**
 * What a generator has done since it was made, and what it does now.
 *
 * @param running texts that are being written
 * @param waiting texts that wait for room
 * @param steps runs of the engine that wrote a token for every row of a batch
 * @param tokens tokens written
 * @param prefillTokens tokens of prompts read
 * @param prefixHits prompts whose beginning was in the prefix cache
 * @param prefixMisses prompts whose beginning had to be computed
 * @param prefixBytes size of the prefix cache
 * @param cacheBytes engine memory of all key/value caches
 * @param repetitions texts ended because they repeated themselves
 */
public record GenerationStatistics(
    int running,
    int waiting,
    long steps,
    long tokens,
    long prefillTokens,
    long prefixHits,
    long prefixMisses,
    long prefixBytes,
    long cacheBytes,
    long repetitions) {}
