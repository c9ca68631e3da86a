package dev.dermstream.pacs.session;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * Bounds of the gRPC door, {@code dermstream.pacs.session}.
 *
 * @param maxSessions sessions with a live call
 * @param maxCalls calls of the other methods that run at the same time, each kind by itself
 * @param windowInstances objects that a client may send ahead of their receipts
 * @param windowBytes bytes of these; at least the largest object that is taken, which could not be
 *     sent otherwise
 * @param maxUnacknowledged outcomes that are sent ahead of OutcomesStored
 * @param helloLimit longest wait for the first frame
 * @param stallLimit longest wait for the next frame within an object
 * @param summaryInterval pause between two StudySummary frames that tell changed numbers
 * @param reconnectAfter what a client is told when the server drains
 */
public record SessionConfig(
    int maxSessions,
    int maxCalls,
    int windowInstances,
    int windowBytes,
    int maxUnacknowledged,
    Duration helloLimit,
    Duration stallLimit,
    Duration summaryInterval,
    Duration reconnectAfter) {
  private static final String PATH = "dermstream.pacs.session";
  private static final int MOST = 100_000;
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * @throws ConfigurationException with every problem of the section
   */
  public static SessionConfig from(Config config) {
    return Settings.read(config, PATH, SessionConfig::map);
  }

  private static SessionConfig map(Settings settings) {
    return new SessionConfig(
        settings.number("max-sessions", 1, MOST),
        settings.number("max-calls", 1, MOST),
        settings.number("window-instances", 1, MOST),
        settings.bytes("window-bytes", 1 << 10, Integer.MAX_VALUE),
        settings.number("max-unacknowledged", 1, MOST),
        settings.duration("hello-limit", SHORTEST, LONGEST),
        settings.duration("stall-limit", SHORTEST, LONGEST),
        settings.duration("summary-interval", SHORTEST, LONGEST),
        settings.duration("reconnect-after", Duration.ZERO, LONGEST));
  }
}
