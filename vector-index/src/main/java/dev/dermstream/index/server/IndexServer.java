package dev.dermstream.index.server;

import dev.dermstream.error.UnreadableRequests;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code dermstream.index.v1.IndexService}, health and reflection until closed. Thread-safe.
 */
public final class IndexServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IndexServer.class);

  /** A search takes milliseconds; one that has not ended after this never will. */
  private static final Duration SEARCH_LIMIT = Duration.ofSeconds(10);

  private final IndexConfig config;
  private final ServedRelease release;
  private final SearchExecutor executor;
  private final HealthStatusManager health;
  private final Server server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private IndexServer(
      IndexConfig config,
      ServedRelease release,
      SearchExecutor executor,
      HealthStatusManager health,
      Server server) {
    this.config = config;
    this.release = release;
    this.executor = executor;
    this.health = health;
    this.server = server;
  }

  /**
   * Opens every index of the release, then listens.
   *
   * @throws IOException if an index cannot be opened or the port not be bound
   */
  public static IndexServer start(IndexConfig config, Release release, StageMetrics metrics)
      throws IOException {
    return start(
        config,
        release,
        metrics,
        new SearchExecutor(config.effectiveSearchThreads(), config.queueLength()));
  }

  static IndexServer start(
      IndexConfig config, Release release, StageMetrics metrics, SearchExecutor executor)
      throws IOException {
    ServedRelease served = ServedRelease.open(release);
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(IndexServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), config.port()))
            // Every method only checks its request and hands it on, so no thread but the loop's.
            .directExecutor()
            .maxInboundMessageSize(config.maxMessageBytes())
            .addService(
                UnreadableRequests.refusedBy(
                    new IndexService(served, executor, metrics).bindService()))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      served.close();
      throw new IOException(
          "The index cannot listen on %s:%d: %s"
              .formatted(config.host(), config.port(), e.getMessage()),
          e);
    }
    return new IndexServer(config, served, executor, health, server);
  }

  /** The port that is listened on. */
  public int port() {
    return server.getPort();
  }

  /** Waits until the server is closed. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /**
   * Takes no new requests, lets running ones finish within the drain timeout, cancels the rest and
   * closes the indexes. Again: no effect.
   */
  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(config.drainTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
        log.warn("Requests still ran after {}; they are cancelled", config.drainTimeout());
      }
      server.shutdownNow();
      if (!executor.drain(SEARCH_LIMIT)) {
        log.warn("A search still runs after {}; its index is closed under it", SEARCH_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    }
    release.close();
  }
}
