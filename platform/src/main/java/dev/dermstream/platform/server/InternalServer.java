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
 * A service that only the cluster's own parts call, served by grpc-java with health and reflection
 * beside it. Thread-safe.
 */
public final class InternalServer {
  private static final Logger log = LoggerFactory.getLogger(InternalServer.class);

  private final Server server;
  private final String service;
  private final HealthStatusManager health;

  private InternalServer(Server server, String service, HealthStatusManager health) {
    this.server = server;
    this.service = service;
    this.health = health;
  }

  /**
   * Listens, with the service's health at SERVING.
   *
   * @param role what an error calls this server, for example {@code index}
   * @param host address to listen on
   * @param port 0 lets the system choose
   * @param maxMessageBytes largest request, decompressed
   * @param service runs on the network's event loop, so its methods may only check a request and
   *     hand it on
   * @throws IOException if the port cannot be bound
   */
  public static InternalServer start(
      String role, String host, int port, int maxMessageBytes, BindableService service)
      throws IOException {
    ServerServiceDefinition definition = service.bindService();
    String name = definition.getServiceDescriptor().getName();
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(name, ServingStatus.SERVING);
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .directExecutor()
            .maxInboundMessageSize(maxMessageBytes)
            .addStreamTracerFactory(TransportEnd.FACTORY)
            .addService(UnreadableRequests.refusedBy(definition))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new IOException(
          "The %s cannot listen on %s:%d: %s".formatted(role, host, port, e.getMessage()), e);
    }
    return new InternalServer(server, name, health);
  }

  /** Sets the health of the service and of the whole server; without effect once it drains. */
  public void setServing(boolean serving) {
    ServingStatus status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(service, status);
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
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
