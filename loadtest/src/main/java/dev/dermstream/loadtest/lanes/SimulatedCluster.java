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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * A real gateway with its defaults, durable audit included, before nodes whose queues are the real
 * ones and whose devices only let time pass. All on loopback, in this process.
 */
public final class SimulatedCluster implements AutoCloseable {
  private final List<SimulatedNode> devices;

  /** The index, then the nodes. */
  private final List<Server> servers;

  private final GatewayServer gateway;

  private SimulatedCluster(
      List<SimulatedNode> devices, List<Server> servers, GatewayServer gateway) {
    this.devices = List.copyOf(devices);
    this.servers = List.copyOf(servers);
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
    return start(List.of(new SimulatedNode(count, image)), audit, "");
  }

  /**
   * Starts it before these nodes, which are closed with it.
   *
   * @param audit folder of the gateway's audit
   * @param settings of the gateway, HOCON, before its defaults; may be empty
   * @throws IOException if a port cannot be bound
   */
  public static SimulatedCluster start(List<SimulatedNode> nodes, Path audit, String settings)
      throws IOException {
    List<Server> servers = new ArrayList<>();
    servers.add(serve(new SimulatedIndex()));
    for (SimulatedNode node : nodes) {
      servers.add(serve(node));
    }
    GatewayServer gateway =
        GatewayServer.start(
            config(servers, audit, settings), new StageMetrics(new PrometheusRegistry()));
    return new SimulatedCluster(nodes, servers, gateway);
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

  private static GatewayConfig config(List<Server> servers, Path audit, String settings) {
    Config endpoints =
        ConfigFactory.parseString(
            """
            dermstream.gateway {
              port = 0
              node.address = "%s"
              index.address = "127.0.0.1:%d"
              audit.directory = "%s"
            }
            """
                .formatted(
                    servers.stream()
                        .skip(1)
                        .map(node -> "127.0.0.1:" + node.getPort())
                        .collect(Collectors.joining(",")),
                    servers.getFirst().getPort(),
                    audit));
    return GatewayConfig.from(
        ConfigFactory.parseString(settings)
            .withFallback(endpoints)
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
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
    servers.forEach(Server::shutdownNow);
    devices.forEach(SimulatedNode::close);
  }
}
