package dev.dermstream.command;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;

/** The whole cluster on ephemeral loopback ports with the demonstration release, and a channel. */
final class RunningCluster implements AutoCloseable {
  private final LocalCluster cluster;
  private final ManagedChannel channel;

  RunningCluster() throws IOException {
    this(ConfigFactory.empty());
  }

  /**
   * @param values over the defaults
   */
  RunningCluster(Config values) throws IOException {
    System.setProperty("dermstream.home", Repository.root().toString());
    ConfigFactory.invalidateCaches();
    Config config = values.withFallback(Configuration.load(null));
    cluster = LocalCluster.start(config, LocalCluster.Ports.EPHEMERAL);
    channel =
        NettyChannelBuilder.forTarget(cluster.gatewayAddress())
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
  }

  String address() {
    return cluster.gatewayAddress();
  }

  int metricsPort() {
    return cluster.metricsPort();
  }

  ManagedChannel channel() {
    return channel;
  }

  ScreeningServiceGrpc.ScreeningServiceBlockingStub stub() {
    return ScreeningServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    cluster.close();
  }
}
