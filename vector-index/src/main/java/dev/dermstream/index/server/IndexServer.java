package dev.dermstream.index.server;

import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.telemetry.Gauges;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code dermstream.index.v1.IndexService}, health and reflection until closed. Thread-safe.
 */
public final class IndexServer implements AutoCloseable, RoleHealth {
  private static final Logger log = LoggerFactory.getLogger(IndexServer.class);

  /** A search takes milliseconds; one that has not ended after this never will. */
  private static final Duration SEARCH_LIMIT = Duration.ofSeconds(10);

  private final IndexConfig config;
  private final ServedRelease release;
  private final SearchExecutor executor;
  private final InternalServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private IndexServer(
      IndexConfig config, ServedRelease release, SearchExecutor executor, InternalServer server) {
    this.config = config;
    this.release = release;
    this.executor = executor;
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
    try {
      InternalServer server =
          InternalServer.start(
              "index",
              config.host(),
              config.port(),
              config.maxMessageBytes(),
              metrics.tracing(),
              new IndexService(served, executor, metrics));
      Gauges gauges = new Gauges(metrics.registry());
      gauges.info(
          "dermstream_index_release", "The release that is served.", "release", release.id());
      gauges.register(
          "dermstream_index_queue_items",
          "Requests that wait for a search thread.",
          executor::queued);
      gauges.register(
          "dermstream_index_queue_limit",
          "Requests that may wait for a search thread.",
          config::queueLength);
      return new IndexServer(config, served, executor, server);
    } catch (IOException e) {
      served.close();
      throw e;
    }
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  @Override
  public boolean isLive() {
    return server.isLive();
  }

  @Override
  public boolean isReady() {
    return server.isServing();
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
    try {
      server.drain(config.drainTimeout());
      if (!executor.drain(SEARCH_LIMIT)) {
        log.warn("A search still runs after {}; its index is closed under it", SEARCH_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    release.close();
  }
}
