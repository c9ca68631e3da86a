package dev.dermstream.platform.server;

import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.security.TlsMaterial;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.platform.tracing.TracedCalls;
import dev.dermstream.platform.tracing.Tracing;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services that only the cluster's own parts call, served by grpc-java with health and reflection
 * beside them; with mutual TLS where it is configured, so that a stranger cannot call even these.
 * Thread-safe.
 */
public final class InternalServer {
  private static final Logger log = LoggerFactory.getLogger(InternalServer.class);

  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(15);
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(5);

  /** Far beyond what a node admits; a connection of a gateway carries the calls of many clients. */
  private static final int MOST_CALLS = 10_000;

  /** As many of those clients may go away. */
  private static final int MOST_RESETS = 20_000;

  private static final int RESET_WINDOW_SECONDS = 30;

  private final Server server;
  private final List<String> services;
  private final HealthStatusManager health;
  private final EventLoopWatch loops;
  private final @Nullable TlsMaterial tls;
  private volatile boolean serving = true;
  private volatile boolean draining;

  private InternalServer(
      Server server,
      List<String> services,
      HealthStatusManager health,
      EventLoopWatch loops,
      @Nullable TlsMaterial tls) {
    this.server = server;
    this.services = services;
    this.health = health;
    this.loops = loops;
    this.tls = tls;
  }

  /**
   * Listens, with the services' health at SERVING.
   *
   * @param role what an error calls this server, for example {@code index}
   * @param host address to listen on
   * @param port 0 lets the system choose
   * @param maxMessageBytes largest request, decompressed
   * @param tlsConfig whether callers must show a certificate, and which
   * @param metrics whose traces the services' calls are part of, and where the certificate's end is
   *     told
   * @param services run on the network's event loop, so their methods may only check a request and
   *     hand it on
   * @throws IOException if the port cannot be bound or a TLS file not be used
   */
  public static InternalServer start(
      String role,
      String host,
      int port,
      int maxMessageBytes,
      InternalTlsConfig tlsConfig,
      StageMetrics metrics,
      BindableService... services)
      throws IOException {
    TlsMaterial tls = tlsConfig.enabled() ? tlsConfig.open() : null;
    boolean started = false;
    try {
      InternalServer server =
          listen(role, host, port, maxMessageBytes, tls, metrics.tracing(), services);
      if (tls != null) {
        metrics.certificates().add(role, tls::expires);
      }
      started = true;
      return server;
    } finally {
      if (!started && tls != null) {
        tls.close();
      }
    }
  }

  private static InternalServer listen(
      String role,
      String host,
      int port,
      int maxMessageBytes,
      @Nullable TlsMaterial tls,
      Tracing tracing,
      BindableService... services)
      throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .directExecutor()
            .handshakeTimeout(HANDSHAKE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .maxInboundMessageSize(maxMessageBytes)
            .maxConcurrentCallsPerConnection(MOST_CALLS)
            .maxConnectionIdle(IDLE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .maxRstFramesPerWindow(MOST_RESETS, RESET_WINDOW_SECONDS)
            // A gateway whose host is gone says nothing; what it waited for must not go on.
            .keepAliveTime(SILENCE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(SILENCE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .addStreamTracerFactory(TransportEnd.FACTORY)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    EventLoopWatch loops = new EventLoopWatch();
    if (tls != null) {
      builder.sslContext(context(tls));
    }
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
    return new InternalServer(server, List.copyOf(names), health, loops, tls);
  }

  private static SslContext context(TlsMaterial tls) throws IOException {
    return GrpcSslContexts.configure(SslContextBuilder.forServer(tls.keyManager()), SslProvider.JDK)
        .trustManager(tls.trustManager())
        .clientAuth(ClientAuth.REQUIRE)
        .protocols(TlsMaterial.PROTOCOL)
        // In seconds: a resumed session is not judged again, so none outlives changed authorities.
        .sessionTimeout(1)
        .build();
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
      if (tls != null) {
        tls.close();
      }
    }
  }
}
