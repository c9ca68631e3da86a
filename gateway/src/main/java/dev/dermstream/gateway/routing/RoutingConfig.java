package dev.dermstream.gateway.routing;

import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * How nodes and indexes are chosen, {@code dermstream.gateway.routing}.
 *
 * @param maxAttempts servers that one request may be sent to, the first included
 * @param retryPercent attempts beyond the first that are allowed for each 100 requests
 * @param retryBurst attempts beyond the first that may be saved up
 * @param hedgeAfter time without an answer after which a STAT request is sent to a second node as
 *     well; zero for never
 * @param latencyMemory age at which a measured latency has lost two thirds of its weight
 * @param slowStart time in which the share of a server that begins to serve grows to its full size
 * @param ejectAfter failures in a row after which a server is left out
 * @param ejectFor how long it is left out the first time; doubled each further time, at most 8-fold
 * @param forgetAfter time without a sign of life after which a server that is not configured is
 *     forgotten
 * @param otherZonePercent what waiting in another zone counts beside waiting in the own, 100 for as
 *     much
 * @param liveRelease file that names the one release that may answer; empty for whichever there is
 */
public record RoutingConfig(
    int maxAttempts,
    int retryPercent,
    int retryBurst,
    Duration hedgeAfter,
    Duration latencyMemory,
    Duration slowStart,
    int ejectAfter,
    Duration ejectFor,
    Duration forgetAfter,
    int otherZonePercent,
    String liveRelease) {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final int MOST = 100_000;

  /** Reads the section. */
  public static RoutingConfig read(Settings settings) {
    return new RoutingConfig(
        settings.number("routing.max-attempts", 1, 10),
        settings.number("routing.retry-percent", 0, 100),
        settings.number("routing.retry-burst", 0, MOST),
        settings.duration("routing.hedge-after", Duration.ZERO, Duration.ofMinutes(1)),
        settings.duration("routing.latency-memory", SHORTEST, LONGEST),
        settings.duration("routing.slow-start", Duration.ZERO, LONGEST),
        settings.number("routing.eject-after", 1, MOST),
        settings.duration("routing.eject-for", SHORTEST, LONGEST),
        settings.duration("routing.forget-after", Duration.ofSeconds(1), Duration.ofDays(1)),
        settings.number("routing.other-zone-percent", 100, 10_000),
        settings.text("routing.live-release"));
  }
}
