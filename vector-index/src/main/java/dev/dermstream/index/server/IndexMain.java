package dev.dermstream.index.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.telemetry.MetricsConfig;
import dev.dermstream.platform.telemetry.MetricsServer;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the index alone in this process until SIGTERM. */
public final class IndexMain {
  private static final Logger log = LoggerFactory.getLogger(IndexMain.class);

  private IndexMain() {}

  /**
   * Starts up.
   *
   * @param arguments none, or a HOCON file
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Config config = Configuration.load(arguments.length == 0 ? null : Path.of(arguments[0]));
    log.info("Configuration: {}", Configuration.render(config));
    Path directory =
        Settings.read(config, "dermstream", settings -> Path.of(settings.text("release")));
    IndexConfig indexConfig = IndexConfig.from(config);
    MetricsConfig metricsConfig = MetricsConfig.from(config, "dermstream.index.metrics");

    Release release = Release.load(directory);
    PrometheusRegistry registry = new PrometheusRegistry();
    IndexServer server = IndexServer.start(indexConfig, release, new StageMetrics(registry));
    MetricsServer metrics =
        MetricsServer.start(metricsConfig.host(), metricsConfig.port(), registry);

    Thread drain = Thread.ofPlatform().name("drain").unstarted(() -> close(server, metrics));
    Runtime.getRuntime().addShutdownHook(drain);
    System.out.printf(
        "index ready: %s:%d, release %s, metrics http://%s:%d/metrics%n",
        indexConfig.host(), server.port(), release.id(), metricsConfig.host(), metrics.port());
    server.awaitTermination();
  }

  private static void close(IndexServer server, MetricsServer metrics) {
    log.info("Draining");
    try (metrics) {
      server.close();
    } catch (IOException e) {
      log.error("The indexes could not be closed", e);
    }
  }
}
