package dev.dermstream.node.rank;

import dev.dermstream.platform.config.Settings;

/**
 * How labels are scored, {@code dermstream.node.rank}.
 *
 * @param cacheBytes engine memory for the key/value caches of the labels that are read at once
 */
public record RankSettings(long cacheBytes) {
  private static final long LEAST_BYTES = 1 << 20;
  private static final long MOST_BYTES = 1L << 40;

  /** Reads and checks the values. */
  public static RankSettings read(Settings settings) {
    return new RankSettings(settings.size("rank.cache-bytes", LEAST_BYTES, MOST_BYTES));
  }
}
