package dev.dermstream.gateway.oip;

import dev.dermstream.platform.config.Settings;

/**
 * What callers of the Open Inference Protocol may do, {@code dermstream.gateway.oip}.
 *
 * @param modelControl whether they may load and unload models
 */
public record OipConfig(boolean modelControl) {
  /** Reads the section. */
  public static OipConfig read(Settings settings) {
    return new OipConfig(settings.flag("oip.model-control"));
  }
}
