package dev.dermstream.loadtest.gateway;

import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.DescribeRequest;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.cluster.v1.ServerRole;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.UUID;

/**
 * {@code SimulatedServer node NAME MICROSECONDS} or {@code SimulatedServer index NAME}: prints
 * {@code READY port} and serves until it is killed. A node's device takes so many microseconds for
 * a picture, one after another.
 */
public final class SimulatedServer {
  private static final int MAX_MESSAGE = 64 << 20;

  private SimulatedServer() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .flowControlWindow(1 << 20)
            .maxInboundMessageSize(MAX_MESSAGE);
    String name = arguments[1];
    switch (arguments[0]) {
      case "node" -> {
        long serviceNanos = 1000 * Long.parseLong(arguments[2]);
        SimulatedNode node = new SimulatedNode(new PacedDevice(serviceNanos), name);
        builder
            .addService(node)
            .addService(node.models())
            .addService(new Description(ServerRole.SERVER_ROLE_NODE, name));
      }
      case "index" ->
          builder
              .addService(new SimulatedIndex())
              .addService(new Description(ServerRole.SERVER_ROLE_INDEX, name));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    Server server = builder.build().start();
    System.out.println("READY " + server.getPort());
    server.awaitTermination();
  }

  /** What the gateway asks again and again. */
  private static final class Description extends ClusterServiceGrpc.ClusterServiceImplBase {
    private final ServerDescription description;

    Description(ServerRole role, String name) {
      // Started long ago: a young server would get less than its share.
      description =
          ServerDescription.newBuilder()
              .setInstanceId(UUID.randomUUID().toString())
              .setRole(role)
              .setName(name)
              .setServing(true)
              .setReleaseId(SimulatedNode.RELEASE)
              .addProfiles(SimulatedNode.PROFILE)
              .setDefaultProfile(SimulatedNode.PROFILE)
              .setDevice("simulated")
              .setEngine("simulated")
              .setStartedMillis(1)
              .build();
    }

    @Override
    public void describe(DescribeRequest request, StreamObserver<ServerDescription> out) {
      out.onNext(description);
      out.onCompleted();
    }
  }
}
