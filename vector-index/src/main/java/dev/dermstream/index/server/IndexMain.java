package dev.dermstream.index.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.release.Release;
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

  private record Shared(Path release, String metricsHost, int metricsPort) {
    static Shared from(Settings settings) {
      return new Shared(
          Path.of(settings.text("release")),
          settings.text("metrics.host"),
          settings.port("metrics.port"));
    }
  }

  private IndexMain() {}

  /**
   * Starts up.
   *
   * @param arguments none, or a HOCON file
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Config config = Configuration.load(arguments.length == 0 ? null : Path.of(arguments[0]));
    log.info("Configuration: {}", Configuration.render(config));
    Shared shared = Settings.read(config, "dermstream", Shared::from);
    IndexConfig indexConfig = IndexConfig.from(config);

    Release release = Release.load(shared.release());
    PrometheusRegistry registry = new PrometheusRegistry();
    IndexServer server = IndexServer.start(indexConfig, release, new StageMetrics(registry));
    MetricsServer metrics =
        MetricsServer.start(shared.metricsHost(), shared.metricsPort(), registry);

    Thread drain = Thread.ofPlatform().name("drain").unstarted(() -> close(server, metrics));
    Runtime.getRuntime().addShutdownHook(drain);
    System.out.printf(
        "index ready: %s:%d, release %s, metrics http://%s:%d/metrics%n",
        indexConfig.host(), server.port(), release.id(), shared.metricsHost(), metrics.port());
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
