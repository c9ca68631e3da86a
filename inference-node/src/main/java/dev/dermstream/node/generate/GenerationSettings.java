package dev.dermstream.node.generate;

import dev.dermstream.platform.config.Settings;

/**
 * How texts share the engine.
 *
 * @param loops batches that run at the same time, each on a thread of its own; 0: one per processor
 * @param intraOpThreads threads that work on one operator of the decoder; 0: one per processor
 * @param maxSequences texts that are written at the same time, in all batches together
 * @param cacheBytes engine memory for the key/value caches of all batches together
 * @param queueLength texts that wait for room before the next is refused
 * @param prefillTokens most tokens of prompts that are read in one run, unless one alone is longer
 * @param prefixCacheBytes memory for what the constant beginnings of prompts came to
 * @param repetitionWindow tokens of the same run again and again at which a text is ended; 0: never
 */
public record GenerationSettings(
    int loops,
    int intraOpThreads,
    int maxSequences,
    long cacheBytes,
    int queueLength,
    int prefillTokens,
    long prefixCacheBytes,
    int repetitionWindow) {
  private static final int MOST_THREADS = 256;
  private static final int MOST_SEQUENCES = 4096;
  private static final int MOST_TOKENS = 1 << 20;
  private static final int LONGEST_QUEUE = 100_000;
  private static final int LARGEST_WINDOW = 4096;
  private static final long LEAST_CACHE_BYTES = 1 << 20;
  private static final long MOST_BYTES = 1L << 40;

  /** Reads and checks the values of {@code dermstream.node.generate}. */
  public static GenerationSettings read(Settings settings) {
    GenerationSettings read =
        new GenerationSettings(
            settings.number("generate.loops", 0, MOST_THREADS),
            settings.number("generate.intra-op-threads", 0, MOST_THREADS),
            settings.number("generate.max-sequences", 1, MOST_SEQUENCES),
            settings.size("generate.cache-bytes", LEAST_CACHE_BYTES, MOST_BYTES),
            settings.number("generate.queue-length", 1, LONGEST_QUEUE),
            settings.number("generate.prefill-tokens", 1, MOST_TOKENS),
            settings.size("generate.prefix-cache-bytes", 0, MOST_BYTES),
            settings.number("generate.repetition-window", 0, LARGEST_WINDOW));
    settings.require(
        read.repetitionWindow == 0 || read.repetitionWindow >= 16,
        "generate.repetition-window",
        "must be 0, or at least 16");
    return read;
  }

  /** {@link #loops} with 0 resolved; never more than there may be sequences. */
  int effectiveLoops() {
    int wanted = loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
    return Math.min(wanted, maxSequences);
  }

  /** {@link #intraOpThreads} with 0 resolved. */
  public int effectiveIntraOpThreads() {
    return intraOpThreads == 0 ? Runtime.getRuntime().availableProcessors() : intraOpThreads;
  }
}
