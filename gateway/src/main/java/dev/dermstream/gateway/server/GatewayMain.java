package dev.dermstream.gateway.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Configuration;
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

    PrometheusRegistry registry = new PrometheusRegistry();
    MetricsServer metrics =
        MetricsServer.start(gatewayConfig.metricsHost(), gatewayConfig.metricsPort(), registry);
    GatewayServer gateway = GatewayServer.start(gatewayConfig, new StageMetrics(registry));

    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  gateway.close();
                  metrics.close();
                  closed.countDown();
                },
                "drain"));
    LOG.info("gRPC on port {}, metrics on port {}", gateway.port(), metrics.port());
    closed.await();
  }
}
