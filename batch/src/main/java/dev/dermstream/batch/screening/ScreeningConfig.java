package dev.dermstream.batch.screening;

import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * How files are screened by one worker, {@code dermstream.batch.screening}.
 *
 * @param inFlight most files of one job at the gateway at once
 * @param memoryBytes what the files of all jobs may hold together
 * @param mostImageBytes larger files end as UNREADABLE
 * @param callTimeout longest wait for one answer
 * @param attempts how often a file may fail before it is set aside, where the job does not say
 * @param retryPause first pause after an attempt that failed; doubles up to {@code
 *     longestRetryPause}
 */
public record ScreeningConfig(
    int inFlight,
    long memoryBytes,
    int mostImageBytes,
    Duration callTimeout,
    int attempts,
    Duration retryPause,
    Duration longestRetryPause) {
  private static final int MOST_IMAGE = 1 << 30;

  /** Reads the section {@code screening}. */
  public static ScreeningConfig read(Settings settings) {
    ScreeningConfig read =
        new ScreeningConfig(
            settings.number("screening.in-flight", 1, 10_000),
            settings.size("screening.memory", 1 << 20, 1L << 40),
            settings.bytes("screening.most-image", 1 << 10, MOST_IMAGE),
            settings.duration("screening.call-timeout", Duration.ofMillis(10), Duration.ofHours(1)),
            settings.number("screening.attempts", 1, 100),
            settings.duration("screening.retry-pause", Duration.ofMillis(1), Duration.ofHours(1)),
            settings.duration(
                "screening.longest-retry-pause", Duration.ofMillis(1), Duration.ofHours(1)));
    settings.require(
        read.memoryBytes >= read.mostImageBytes,
        "screening.memory",
        "must have room for one file of screening.most-image");
    settings.require(
        read.longestRetryPause.compareTo(read.retryPause) >= 0,
        "screening.longest-retry-pause",
        "must be at least screening.retry-pause");
    return read;
  }
}
