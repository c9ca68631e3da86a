package dev.dermstream.gateway.server;

import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * How a gateway ends.
 *
 * @param notice time from when it says that it does not serve until it refuses new calls
 * @param limit time that running calls have to finish from then on
 */
public record DrainConfig(Duration notice, Duration limit) {
  static DrainConfig read(Settings settings) {
    return new DrainConfig(
        settings.duration("drain-notice", Duration.ZERO, Duration.ofHours(1)),
        settings.duration("drain-limit", Duration.ZERO, Duration.ofHours(1)));
  }
}
