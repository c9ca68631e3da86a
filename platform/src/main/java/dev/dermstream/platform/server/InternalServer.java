package dev.dermstream.platform.server;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services that only the cluster's own parts call, served by grpc-java with health and reflection
 * beside them. Thread-safe.
 */
public final class InternalServer {
  private static final Logger log = LoggerFactory.getLogger(InternalServer.class);

  private final Server server;
  private final HealthStatusManager health;

  private InternalServer(Server server, HealthStatusManager health) {
    this.server = server;
    this.health = health;
  }

  /**
   * Listens, with the services' health at SERVING.
   *
   * @param role what an error calls this server, for example {@code index}
   * @param host address to listen on
   * @param port 0 lets the system choose
   * @param maxMessageBytes largest request, decompressed
   * @param services run on the network's event loop, so their methods may only check a request and
   *     hand it on
   * @throws IOException if the port cannot be bound
   */
  public static InternalServer start(
      String role, String host, int port, int maxMessageBytes, BindableService... services)
      throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .directExecutor()
            .maxInboundMessageSize(maxMessageBytes)
            .addStreamTracerFactory(TransportEnd.FACTORY)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    for (BindableService service : services) {
      ServerServiceDefinition definition = service.bindService();
      health.setStatus(definition.getServiceDescriptor().getName(), ServingStatus.SERVING);
      builder.addService(UnreadableRequests.refusedBy(definition));
    }
    Server server = builder.build();
    try {
      server.start();
    } catch (IOException e) {
      throw new IOException(
          "The %s cannot listen on %s:%d: %s".formatted(role, host, port, e.getMessage()), e);
    }
    return new InternalServer(server, health);
  }

  /** The port that is listened on. */
  public int port() {
    return server.getPort();
  }

  /**
   * Takes no new calls, lets running ones finish within the time and cancels the rest, also when it
   * is interrupted while it waits.
   */
  public void drain(Duration timeout) throws InterruptedException {
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        log.warn("Requests still ran after {}; they are cancelled", timeout);
      }
    } finally {
      server.shutdownNow();
    }
  }
}
