package dev.dermstream.pacs.server;

import dev.dermstream.pacs.web.StowConfig;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * The STOW-RS port, {@code dermstream.pacs.stow}.
 *
 * @param tokensFile of senders' tokens; blank: none are asked for
 */
record StowDoorConfig(StowConfig server, String tokensFile) {
  private static final int MOST = 100_000;
  private static final int HEADER_BYTES = 16 << 10;
  private static final long LEAST_BYTES_PER_SECOND = 1_000;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  /** Empty where it is not enabled. */
  static Optional<StowDoorConfig> read(Settings settings, int maxObjectBytes, Duration drain) {
    if (!settings.flag("stow.enabled")) {
      return Optional.empty();
    }
    return Optional.of(
        new StowDoorConfig(
            new StowConfig(
                settings.text("stow.host"),
                settings.port("stow.port"),
                settings.number("stow.max-connections", 1, MOST),
                settings.number("stow.max-requests", 1, MOST),
                HEADER_BYTES,
                settings.number("stow.max-parts", 1, MOST),
                maxObjectBytes,
                settings.size("stow.max-request", maxObjectBytes, 1L << 50),
                settings.duration("stow.idle-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
                LEAST_BYTES_PER_SECOND,
                RETRY_AFTER,
                drain),
            settings.text("stow.tokens-file")));
  }
}
