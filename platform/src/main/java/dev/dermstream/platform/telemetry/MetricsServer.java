package dev.dermstream.platform.telemetry;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;

/** Serves a registry at {@code /metrics}, JVM metrics included. */
public final class MetricsServer implements AutoCloseable {
  private final HTTPServer server;

  private MetricsServer(HTTPServer server) {
    this.server = server;
  }

  /**
   * @param port 0 lets the system choose
   * @throws IOException if the port cannot be bound
   */
  public static MetricsServer start(String host, int port, PrometheusRegistry registry)
      throws IOException {
    JvmMetrics.builder().register(registry);
    return new MetricsServer(
        HTTPServer.builder().hostname(host).port(port).registry(registry).buildAndStart());
  }

  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.close();
  }
}
