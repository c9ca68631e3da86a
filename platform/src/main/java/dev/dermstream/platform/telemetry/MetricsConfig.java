package dev.dermstream.platform.telemetry;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Settings;

/**
 * Where a role serves its metrics, for example {@code dermstream.index.metrics}.
 *
 * @param host address to listen on
 * @param port TCP port; 0 lets the system choose
 */
public record MetricsConfig(String host, int port) {
  /** Reads and checks the values under a path. */
  public static MetricsConfig from(Config config, String path) {
    return Settings.read(
        config, path, settings -> new MetricsConfig(settings.text("host"), settings.port("port")));
  }
}
