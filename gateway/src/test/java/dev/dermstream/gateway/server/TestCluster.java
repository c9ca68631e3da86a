package dev.dermstream.gateway.server;

import com.google.protobuf.ByteString;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.cluster.FreePorts;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A real gateway between a real grpc-java client and scripted peers, all on loopback. */
final class TestCluster implements AutoCloseable {
  final ScriptedNode node = new ScriptedNode();
  final ScriptedIndex index = new ScriptedIndex();
  final PrometheusRegistry registry = new PrometheusRegistry();
  final ScriptedModels models = new ScriptedModels();

  /** At a port that nobody else is given while a test has it down. */
  final Server nodeServer = serve(FreePorts.take(1), node, models.service());

  final Server indexServer = serve(0, index);
  final GatewayServer gateway;
  final ManagedChannel channel;

  TestCluster() throws IOException {
    this("");
  }

  /**
   * @param hocon settings under {@code dermstream.gateway} that differ from the defaults
   */
  TestCluster(String hocon) throws IOException {
    GatewayConfig config = config(nodeServer.getPort(), indexServer.getPort(), hocon);
    gateway = GatewayServer.start(config, new StageMetrics(registry));
    channel = connect();
  }

  static GatewayConfig config(int nodePort, int indexPort, String hocon) {
    String own =
        """
        dermstream.gateway {
          port = 0
          event-loops = 2
          node.address = "127.0.0.1:%d"
          index.address = "127.0.0.1:%d"
          upstream.probe-interval = 50ms
          drain-limit = 10s
          audit.mode = off
          %s
        }
        """
            .formatted(nodePort, indexPort, hocon);
    Config config =
        ConfigFactory.parseString(own).withFallback(ConfigFactory.defaultReference()).resolve();
    return GatewayConfig.from(config);
  }

  static Server serve(int port, BindableService... services) throws IOException {
    NettyServerBuilder server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .maxInboundMessageSize(80 << 20);
    for (BindableService service : services) {
      server.addService(service);
    }
    return server.build().start();
  }

  ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("127.0.0.1", gateway.port())
        .usePlaintext()
        .maxInboundMessageSize(80 << 20)
        .build();
  }

  /** With a generous deadline, so that a hang fails a test instead of stopping it. */
  ScreeningServiceGrpc.ScreeningServiceBlockingStub stub() {
    return ScreeningServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  ScreeningServiceGrpc.ScreeningServiceStub asyncStub() {
    return ScreeningServiceGrpc.newStub(channel);
  }

  static ScreenRequest image() {
    return image("image");
  }

  static ScreenRequest image(String bytes) {
    return ScreenRequest.newBuilder().setImage(ByteString.copyFromUtf8(bytes)).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    gateway.close();
    nodeServer.shutdownNow();
    indexServer.shutdownNow();
  }
}
