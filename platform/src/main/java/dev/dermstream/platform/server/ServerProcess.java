package dev.dermstream.platform.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.cluster.ClusterConfig;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.telemetry.MetricsConfig;
import dev.dermstream.platform.telemetry.MetricsServer;
import dev.dermstream.platform.telemetry.ProcessHealth;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.platform.tracing.Tracing;
import dev.dermstream.platform.tracing.TracingConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
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
   * @param health of the server, for {@code /livez} and {@code /readyz}
   */
  public record Running(String description, Closeable server, RoleHealth health) {}

  /**
   * Starts up, prints the ready line and returns after the drain that SIGTERM begins.
   *
   * @param role {@code gateway}, {@code node}, {@code index}, {@code pacs} or {@code batch}
   * @param arguments none, or a HOCON file
   * @throws IOException if the server cannot start or the metrics port not be bound
   */
  public static void run(String role, String[] arguments, Start start)
      throws IOException, InterruptedException {
    run(role, arguments, config -> Cluster.join(ClusterConfig.from(config)), start);
  }

  /** Does the same for a client of the cluster that is a server itself: it is no member. */
  public static void runBeside(String role, String[] arguments, Start start)
      throws IOException, InterruptedException {
    run(role, arguments, _ -> Cluster.none(), start);
  }

  private static void run(
      String role, String[] arguments, Function<Config, Cluster> membership, Start start)
      throws IOException, InterruptedException {
    Config config = Configuration.load(arguments.length == 0 ? null : Path.of(arguments[0]));
    log.info("Configuration: {}", Configuration.render(config));
    MetricsConfig metricsConfig = MetricsConfig.from(config, "dermstream." + role + ".metrics");

    try (Termination termination = Termination.open()) {
      PrometheusRegistry registry = new PrometheusRegistry();
      ProcessHealth health = new ProcessHealth(registry);
      Tracing tracing = Tracing.start(TracingConfig.from(config), role);
      // Before the server, whose model may take minutes to load: the process lives meanwhile.
      MetricsServer metrics = MetricsServer.start(metricsConfig, registry, health);
      Running running =
          start(start, config, membership, new StageMetrics(registry, tracing), metrics);
      health.add(role, running.health());
      health.started();
      System.out.printf(
          "%s ready: %s, metrics http://%s:%d/metrics%n",
          role, running.description(), metricsConfig.host(), metrics.port());
      termination.await();
      close(running.server(), metrics, tracing);
    }
  }

  /** In the cluster, which it leaves after it has closed. */
  private static Running start(
      Start start,
      Config config,
      Function<Config, Cluster> membership,
      StageMetrics stages,
      MetricsServer metrics)
      throws IOException {
    try {
      Cluster cluster = membership.apply(config);
      Running running = startServer(start, config, stages, cluster);
      Closeable server =
          () -> {
            try (cluster) {
              running.server().close();
            }
          };
      return new Running(running.description(), server, running.health());
    } catch (IOException | RuntimeException e) {
      // Closed, because the metrics' threads would keep the process alive.
      try (metrics) {
        throw e;
      }
    }
  }

  private static Running startServer(
      Start start, Config config, StageMetrics stages, Cluster cluster) throws IOException {
    try {
      return start.start(config, stages, cluster);
    } catch (IOException | RuntimeException e) {
      // Closed, because the member's threads would keep the process alive.
      try (cluster) {
        throw e;
      }
    }
  }

  private static void close(Closeable server, MetricsServer metrics, Tracing tracing) {
    log.info("Draining");
    try (metrics;
        tracing) {
      server.close();
    } catch (IOException e) {
      log.error("The server closed badly", e);
    }
  }
}
