package dev.dermstream.node.adapter;

import dev.dermstream.platform.config.Settings;

/**
 * Configuration of run-time adapters, {@code dermstream.node.adapters}.
 *
 * @param slots adapters in the decoder's reach at once, beside the base
 */
public record AdapterSettings(int slots) {
  private static final int MOST_SLOTS = 1024;

  public static AdapterSettings read(Settings settings) {
    return new AdapterSettings(settings.number("adapters.slots", 1, MOST_SLOTS));
  }
}
