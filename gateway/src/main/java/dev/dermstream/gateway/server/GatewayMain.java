package dev.dermstream.gateway.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.telemetry.MetricsConfig;
import dev.dermstream.platform.telemetry.MetricsServer;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a gateway in a process of its own, until SIGTERM. */
public final class GatewayMain {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayMain.class);

  private GatewayMain() {}

  /**
   * @param args a HOCON file, or nothing for the defaults
   * @throws IOException if a port cannot be bound
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Config config = Configuration.load(args.length == 0 ? null : Path.of(args[0]));
    LOG.info("Effective configuration:\n{}", Configuration.render(config));
    GatewayConfig gatewayConfig = GatewayConfig.from(config);
    MetricsConfig metricsConfig = MetricsConfig.from(config, "dermstream.gateway.metrics");

    PrometheusRegistry registry = new PrometheusRegistry();
    GatewayServer gateway = GatewayServer.start(gatewayConfig, new StageMetrics(registry));
    MetricsServer metrics = startMetrics(metricsConfig, registry, gateway);

    CountDownLatch closed = new CountDownLatch(1);
    Thread drain =
        Thread.ofPlatform().name("drain").unstarted(() -> close(gateway, metrics, closed));
    Runtime.getRuntime().addShutdownHook(drain);
    System.out.printf(
        "gateway ready: %s:%d, metrics http://%s:%d/metrics%n",
        gatewayConfig.host(), gateway.port(), metricsConfig.host(), metrics.port());
    closed.await();
  }

  private static MetricsServer startMetrics(
      MetricsConfig config, PrometheusRegistry registry, GatewayServer gateway) throws IOException {
    try {
      return MetricsServer.start(config.host(), config.port(), registry);
    } catch (IOException e) {
      // Its threads would keep the process alive.
      gateway.close();
      throw e;
    }
  }

  private static void close(GatewayServer gateway, MetricsServer metrics, CountDownLatch closed) {
    LOG.info("Draining");
    gateway.close();
    metrics.close();
    closed.countDown();
  }
}
