package dev.dermstream.platform.server;

import dev.dermstream.platform.tracing.TracedCalls;
import dev.dermstream.platform.tracing.Tracing;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private final List<String> services;
  private final HealthStatusManager health;
  private final EventLoopWatch loops;
  private volatile boolean serving = true;
  private volatile boolean draining;

  private InternalServer(
      Server server, List<String> services, HealthStatusManager health, EventLoopWatch loops) {
    this.server = server;
    this.services = services;
    this.health = health;
    this.loops = loops;
  }

  /**
   * Listens, with the services' health at SERVING.
   *
   * @param role what an error calls this server, for example {@code index}
   * @param host address to listen on
   * @param port 0 lets the system choose
   * @param maxMessageBytes largest request, decompressed
   * @param tracing where the services' calls are traced
   * @param services run on the network's event loop, so their methods may only check a request and
   *     hand it on
   * @throws IOException if the port cannot be bound
   */
  public static InternalServer start(
      String role,
      String host,
      int port,
      int maxMessageBytes,
      Tracing tracing,
      BindableService... services)
      throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .directExecutor()
            .maxInboundMessageSize(maxMessageBytes)
            .addStreamTracerFactory(TransportEnd.FACTORY)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    EventLoopWatch loops = new EventLoopWatch();
    List<String> names = new ArrayList<>();
    for (BindableService service : services) {
      ServerServiceDefinition definition = service.bindService();
      names.add(definition.getServiceDescriptor().getName());
      health.setStatus(names.getLast(), ServingStatus.SERVING);
      builder.addService(
          ServerInterceptors.intercept(
              TracedCalls.of(UnreadableRequests.refusedBy(definition), tracing), loops));
    }
    Server server = builder.build();
    try {
      server.start();
    } catch (IOException e) {
      throw new IOException(
          "The %s cannot listen on %s:%d: %s".formatted(role, host, port, e.getMessage()), e);
    }
    return new InternalServer(server, List.copyOf(names), health, loops);
  }

  /** Sets the health of the services and of the whole server; without effect once it drains. */
  public void setServing(boolean serving) {
    this.serving = serving;
    ServingStatus status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    services.forEach(service -> health.setStatus(service, status));
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
  }

  /** What health tells: false also once it drains. */
  public boolean isServing() {
    return serving && !draining;
  }

  /** False while the network's threads are stuck in a call. */
  public boolean isLive() {
    return !loops.isStuck();
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
    draining = true;
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
