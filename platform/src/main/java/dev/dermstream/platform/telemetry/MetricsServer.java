package dev.dermstream.platform.telemetry;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;

/** Serves a registry at {@code /metrics}, JVM metrics included. */
public final class MetricsServer implements AutoCloseable {
  /**
   * Properties of the JDK's server, unless they are set already: seconds to send a request and to
   * read its answer, and connections at the same time. Without them a client that says nothing
   * keeps its thread for ever.
   */
  private static final Map<String, String> LIMITS =
      Map.of(
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "30",
          "jdk.httpserver.maxConnections", "512");

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
    LIMITS.forEach((key, value) -> System.getProperties().putIfAbsent(key, value));
    JvmMetrics.builder().register(registry);
    return new MetricsServer(
        HTTPServer.builder()
            .hostname(host)
            .port(port)
            .registry(registry)
            // Slow clients wait by themselves: ten of them would hold all threads of the default.
            .executorService(Executors.newVirtualThreadPerTaskExecutor())
            .buildAndStart());
  }

  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.close();
  }
}
