package dev.dermstream.gateway.server;

import static org.awaitility.Awaitility.await;

import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.DescribeRequest;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.platform.cluster.FreePorts;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A scripted node or index that says what it is, on a port of its own. */
final class ScriptedServer extends ClusterServiceGrpc.ClusterServiceImplBase
    implements AutoCloseable {
  private final BindableService[] services;
  private final int port;
  private Server server;
  private volatile ServerDescription description;
  private final AtomicInteger looks = new AtomicInteger();
  private volatile boolean silent;

  ScriptedServer(ServerRole role, String release, BindableService service) throws IOException {
    description =
        ServerDescription.newBuilder()
            .setInstanceId(UUID.randomUUID().toString())
            .setRole(role)
            .setServing(true)
            .setReleaseId(release)
            .setDefaultProfile("tumour15")
            .addProfiles("tumour15")
            .build();
    services = Arrays.copyOf(new BindableService[] {service}, 2);
    services[1] = this;
    // One that nobody else is given while it is down.
    port = FreePorts.take(1);
    server = TestCluster.serve(port, services);
  }

  static ScriptedServer of(ScriptedNode node) throws IOException {
    return new ScriptedServer(ServerRole.SERVER_ROLE_NODE, ScriptedNode.RELEASE, node);
  }

  static ScriptedServer of(ScriptedIndex index) throws IOException {
    return new ScriptedServer(ServerRole.SERVER_ROLE_INDEX, ScriptedNode.RELEASE, index);
  }

  int port() {
    return port;
  }

  /** How often it was asked what it is, and answered. */
  int looks() {
    return looks.get();
  }

  /** What a cluster would list of it. */
  ServerDescription listing() {
    return description.toBuilder().setAddress("127.0.0.1:" + port).build();
  }

  /** What it says from now on. */
  void describe(UnaryOperator<ServerDescription.Builder> change) {
    description = change.apply(description.toBuilder()).build();
  }

  /** Its connections stay open and nothing comes back, as when the process is stopped. */
  void fallSilent() {
    silent = true;
  }

  /** Every connection breaks, as when the process is killed; none is left once it returns. */
  void kill() {
    server.shutdownNow();
    await().until(server::isTerminated);
  }

  void startAgain() throws IOException {
    server = TestCluster.serve(port, services);
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<ServerDescription> response) {
    if (!silent) {
      looks.incrementAndGet();
      response.onNext(description);
      response.onCompleted();
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
