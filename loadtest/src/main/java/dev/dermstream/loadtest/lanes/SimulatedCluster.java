package dev.dermstream.loadtest.lanes;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.gateway.server.GatewayConfig;
import dev.dermstream.gateway.server.GatewayServer;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A real gateway with its defaults, durable audit included, before a node whose queue is the real
 * one and whose devices only let time pass. All on loopback, in this process.
 */
public final class SimulatedCluster implements AutoCloseable {
  private final SimulatedNode devices;
  private final Server node;
  private final Server index;
  private final GatewayServer gateway;

  private SimulatedCluster(
      SimulatedNode devices, Server node, Server index, GatewayServer gateway) {
    this.devices = devices;
    this.node = node;
    this.index = index;
    this.gateway = gateway;
  }

  /**
   * Starts it.
   *
   * @param image how long a device takes for one
   * @param audit folder of the gateway's audit
   * @throws IOException if a port cannot be bound
   */
  public static SimulatedCluster start(int count, Duration image, Path audit) throws IOException {
    SimulatedNode devices = new SimulatedNode(count, image);
    Server node = serve(devices);
    Server index = serve(new SimulatedIndex());
    GatewayServer gateway =
        GatewayServer.start(config(node, index, audit), new StageMetrics(new PrometheusRegistry()));
    return new SimulatedCluster(devices, node, index, gateway);
  }

  /**
   * Serves until the process is ended; says where.
   *
   * @param arguments devices, milliseconds an image, folder of the audit
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path audit = Files.createDirectories(Path.of(arguments[2]));
    try (SimulatedCluster cluster =
        start(
            Integer.parseInt(arguments[0]),
            Duration.ofMillis(Long.parseLong(arguments[1])),
            audit)) {
      System.out.println("gateway  127.0.0.1:" + cluster.port());
      new CountDownLatch(1).await();
    }
  }

  /** Of the gateway. */
  public int port() {
    return gateway.port();
  }

  private static GatewayConfig config(Server node, Server index, Path audit) {
    Config endpoints =
        ConfigFactory.parseString(
            """
            dermstream.gateway {
              port = 0
              node.address = "127.0.0.1:%d"
              index.address = "127.0.0.1:%d"
              audit.directory = "%s"
            }
            """
                .formatted(node.getPort(), index.getPort(), audit));
    return GatewayConfig.from(endpoints.withFallback(ConfigFactory.defaultReference()).resolve());
  }

  private static Server serve(BindableService service) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(service)
        .directExecutor()
        .build()
        .start();
  }

  @Override
  public void close() {
    gateway.close();
    node.shutdownNow();
    index.shutdownNow();
    devices.close();
  }
}
