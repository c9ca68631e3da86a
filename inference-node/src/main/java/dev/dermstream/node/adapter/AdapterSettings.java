package dev.dermstream.node.adapter;

import dev.dermstream.platform.config.Settings;

/**
 * Configuration of run-time adapters, {@code dermstream.node.adapters}.
 *
 * @param slots adapters in memory at once, beside the base
 * @param maxRank highest rank of an adapter
 */
public record AdapterSettings(int slots, int maxRank) {
  private static final int MOST_SLOTS = 1024;
  private static final int MOST_RANK = 1024;

  /** Reads the values within their ranges. */
  public static AdapterSettings read(Settings settings) {
    return new AdapterSettings(
        settings.number("adapters.slots", 1, MOST_SLOTS),
        settings.number("adapters.max-rank", 1, MOST_RANK));
  }
}
