package dev.dermstream.platform.tracing;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * Everything that is set for traces, under {@code dermstream.tracing}.
 *
 * @param enabled false: no trace is read, made or passed on
 * @param endpoint URL of an OpenTelemetry collector that takes OTLP over HTTP
 * @param sampleRatio share of the traces begun here that are kept, 0 to 1; a caller's own decision
 *     is followed
 * @param exportTimeout patience with one delivery
 * @param exportInterval longest time that an ended span waits for its delivery
 * @param queueLength spans that wait for the collector; more are dropped
 */
public record TracingConfig(
    boolean enabled,
    String endpoint,
    double sampleRatio,
    Duration exportTimeout,
    Duration exportInterval,
    int queueLength) {

  /** Reads and checks the values. */
  public static TracingConfig from(Config config) {
    return Settings.read(config, "dermstream.tracing", TracingConfig::read);
  }

  private static TracingConfig read(Settings settings) {
    String endpoint = settings.text("endpoint");
    settings.require(
        endpoint.startsWith("http://") || endpoint.startsWith("https://"),
        "endpoint",
        "must be an http or https URL");
    return new TracingConfig(
        settings.flag("enabled"),
        endpoint,
        settings.ratio("sample-ratio"),
        settings.duration("export-timeout", Duration.ofMillis(100), Duration.ofMinutes(1)),
        settings.duration("export-interval", Duration.ofMillis(10), Duration.ofMinutes(1)),
        settings.number("queue-length", 512, 1_000_000));
  }
}
