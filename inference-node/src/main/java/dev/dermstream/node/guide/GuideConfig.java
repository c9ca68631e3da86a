package dev.dermstream.node.guide;

import dev.dermstream.platform.config.Settings;

/**
 * Configuration of guided output, {@code dermstream.node.guide}.
 *
 * @param enabled whether reports are held to their profile's output form
 */
public record GuideConfig(boolean enabled) {
  public static GuideConfig read(Settings settings) {
    return new GuideConfig(settings.flag("guide.enabled"));
  }
}
