package dev.dermstream.node.server;

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

/** Serves the node alone in this process until SIGTERM. */
public final class NodeMain {
  private static final Logger log = LoggerFactory.getLogger(NodeMain.class);

  private NodeMain() {}

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
    NodeConfig nodeConfig = NodeConfig.from(config);
    MetricsConfig metricsConfig = MetricsConfig.from(config, "dermstream.node.metrics");

    Release release = Release.load(directory);
    PrometheusRegistry registry = new PrometheusRegistry();
    NodeServer server = NodeServer.start(nodeConfig, release, new StageMetrics(registry));
    MetricsServer metrics =
        MetricsServer.start(metricsConfig.host(), metricsConfig.port(), registry);

    Thread drain = Thread.ofPlatform().name("drain").unstarted(() -> close(server, metrics));
    Runtime.getRuntime().addShutdownHook(drain);
    System.out.printf(
        "node ready: %s:%d, release %s, metrics http://%s:%d/metrics%n",
        nodeConfig.host(), server.port(), release.id(), metricsConfig.host(), metrics.port());
    server.awaitTermination();
  }

  private static void close(NodeServer server, MetricsServer metrics) {
    log.info("Draining");
    try (metrics) {
      server.close();
    }
  }
}
