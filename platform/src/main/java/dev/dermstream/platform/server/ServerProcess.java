package dev.dermstream.platform.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.cluster.ClusterConfig;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.telemetry.MetricsConfig;
import dev.dermstream.platform.telemetry.MetricsServer;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that serves one role, with its metrics beside it, until SIGTERM. */
public final class ServerProcess {
  private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);

  private ServerProcess() {}

  /** Starts the server of a role. */
  public interface Start {
    /**
     * @param cluster where the server tells what it is; closed after it
     */
    Running start(Config config, StageMetrics metrics, Cluster cluster) throws IOException;
  }

  /**
   * A server that was started.
   *
   * @param description what the ready line says of it: its address and what else callers must know
   * @param server drains when it is closed
   */
  public record Running(String description, Closeable server) {}

  /**
   * Starts up, prints the ready line and returns after the drain that SIGTERM begins.
   *
   * @param role {@code gateway}, {@code node} or {@code index}
   * @param arguments none, or a HOCON file
   * @throws IOException if the server cannot start or the metrics port not be bound
   */
  public static void run(String role, String[] arguments, Start start)
      throws IOException, InterruptedException {
    Config config = Configuration.load(arguments.length == 0 ? null : Path.of(arguments[0]));
    log.info("Configuration: {}", Configuration.render(config));
    MetricsConfig metricsConfig = MetricsConfig.from(config, "dermstream." + role + ".metrics");

    try (Termination termination = Termination.open()) {
      PrometheusRegistry registry = new PrometheusRegistry();
      Cluster cluster = Cluster.join(ClusterConfig.from(config));
      Running running = startServer(start, config, new StageMetrics(registry), cluster);
      Closeable server =
          () -> {
            try (cluster) {
              running.server().close();
            }
          };
      MetricsServer metrics = startMetrics(metricsConfig, registry, server);
      System.out.printf(
          "%s ready: %s, metrics http://%s:%d/metrics%n",
          role, running.description(), metricsConfig.host(), metrics.port());
      termination.await();
      close(server, metrics);
    }
  }

  private static Running startServer(
      Start start, Config config, StageMetrics metrics, Cluster cluster) throws IOException {
    try {
      return start.start(config, metrics, cluster);
    } catch (IOException | RuntimeException e) {
      // Closed, because the member's threads would keep the process alive.
      try (cluster) {
        throw e;
      }
    }
  }

  private static MetricsServer startMetrics(
      MetricsConfig config, PrometheusRegistry registry, Closeable server) throws IOException {
    try {
      return MetricsServer.start(config.host(), config.port(), registry);
    } catch (IOException | RuntimeException e) {
      // Closed, because the server's threads would keep the process alive.
      try (server) {
        throw e;
      }
    }
  }

  private static void close(Closeable server, MetricsServer metrics) {
    log.info("Draining");
    try (metrics) {
      server.close();
    } catch (IOException e) {
      log.error("The server closed badly", e);
    }
  }
}
