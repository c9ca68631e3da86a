package dev.dermstream.loadtest;

import com.google.protobuf.ByteString;
import com.typesafe.config.Config;
import dev.dermstream.command.LocalCluster;
import dev.dermstream.v1.RegionOfInterest;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import dev.dermstream.v1.ScreeningServiceGrpc.ScreeningServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;

/** Gateway, node and index in this process, asked over gRPC on loopback. Thread-safe. */
final class ServedCluster implements AutoCloseable {
  private final LocalCluster cluster;
  private final ManagedChannel channel;
  private final ScreeningServiceBlockingStub stub;

  ServedCluster(Config config) throws IOException {
    cluster = LocalCluster.start(config, LocalCluster.Ports.EPHEMERAL);
    channel = NettyChannelBuilder.forTarget(cluster.gatewayAddress()).usePlaintext().build();
    stub = ScreeningServiceGrpc.newBlockingStub(channel);
  }

  /** The report of the whole picture. */
  Report screen(byte[] image) {
    return stub.screen(
            ScreenRequest.newBuilder()
                .setImage(ByteString.copyFrom(image))
                .setRegionOfInterest(RegionOfInterest.REGION_OF_INTEREST_OFF)
                .build())
        .getReport();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    cluster.close();
  }
}
