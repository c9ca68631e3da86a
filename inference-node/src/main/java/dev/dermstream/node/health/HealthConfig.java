package dev.dermstream.node.health;

import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * Configuration of readiness, {@code dermstream.node.health}.
 *
 * @param hangTimeout how long one run of the engine may take before it counts as hung
 * @param canaryInterval how long the engine may rest before a canary inference is sent
 * @param canaryTimeout how long ago the last inference may have completed
 * @param rebuildDelay wait before a second attempt to build a lost engine; doubles up to {@link
 *     #LONGEST_REBUILD_DELAY}
 */
public record HealthConfig(
    Duration hangTimeout, Duration canaryInterval, Duration canaryTimeout, Duration rebuildDelay) {
  /** Longest wait between two attempts to build an engine. */
  public static final Duration LONGEST_REBUILD_DELAY = Duration.ofSeconds(30);

  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofHours(1);

  /** What a run may last that can be ended from outside, so that it never counts as hung. */
  public Duration longestRun() {
    return hangTimeout.multipliedBy(3).dividedBy(4);
  }

  /** Reads and checks the values; {@code settings} gathers the problems. */
  public static HealthConfig read(Settings settings) {
    HealthConfig read =
        new HealthConfig(
            settings.duration("health.hang-timeout", LEAST, MOST),
            settings.duration("health.canary-interval", LEAST, MOST),
            settings.duration("health.canary-timeout", LEAST, MOST),
            settings.duration("health.rebuild-delay", LEAST, LONGEST_REBUILD_DELAY));
    settings.require(
        read.canaryTimeout.compareTo(read.hangTimeout) >= 0,
        "health.canary-timeout",
        "must be at least health.hang-timeout");
    settings.require(
        read.canaryInterval.compareTo(read.canaryTimeout) < 0,
        "health.canary-interval",
        "must be less than health.canary-timeout");
    return read;
  }
}
