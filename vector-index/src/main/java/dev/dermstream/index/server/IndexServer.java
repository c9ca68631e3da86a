package dev.dermstream.index.server;

import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.cluster.ClusterEntry;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.telemetry.Gauges;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
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
  private final ClusterEntry entry;
  private final AtomicBoolean closed = new AtomicBoolean();

  private IndexServer(
      IndexConfig config,
      ServedRelease release,
      SearchExecutor executor,
      InternalServer server,
      ClusterEntry entry) {
    this.config = config;
    this.release = release;
    this.executor = executor;
    this.server = server;
    this.entry = entry;
  }

  /**
   * Opens every index of the release, then listens.
   *
   * @throws IOException if an index cannot be opened or the port not be bound
   */
  public static IndexServer start(IndexConfig config, Release release, StageMetrics metrics)
      throws IOException {
    return start(config, release, metrics, Cluster.none());
  }

  /**
   * As the other, as a member of a cluster.
   *
   * @param cluster where the index tells what it is; outlives it
   */
  public static IndexServer start(
      IndexConfig config, Release release, StageMetrics metrics, Cluster cluster)
      throws IOException {
    return start(
        config,
        release,
        metrics,
        cluster,
        new SearchExecutor(config.effectiveSearchThreads(), config.queueLength()));
  }

  static IndexServer start(
      IndexConfig config, Release release, StageMetrics metrics, SearchExecutor executor)
      throws IOException {
    return start(config, release, metrics, Cluster.none(), executor);
  }

  private static IndexServer start(
      IndexConfig config,
      Release release,
      StageMetrics metrics,
      Cluster cluster,
      SearchExecutor executor)
      throws IOException {
    ClusterEntry entry = new ClusterEntry(cluster);
    ServedRelease served = ServedRelease.open(release, config.searchPrecision());
    try {
      InternalServer server =
          InternalServer.start(
              "index",
              config.host(),
              config.port(),
              config.maxMessageBytes(),
              config.tls(),
              metrics,
              new IndexService(served, executor, metrics),
              entry.service());
      IndexServer index = new IndexServer(config, served, executor, server, entry);
      index.show(new Gauges(metrics.registry()), release);
      index.tell(release, cluster);
      return index;
    } catch (IOException | RuntimeException e) {
      served.close();
      throw e;
    }
  }

  private void show(Gauges gauges, Release described) {
    gauges.info(
        "dermstream_index_release", "The release that is served.", "release", described.id());
    gauges.register(
        "dermstream_index_queue_items",
        "Requests that wait for a search thread.",
        executor::queued);
    gauges.register(
        "dermstream_index_queue_limit",
        "Requests that may wait for a search thread.",
        config::queueLength);
  }

  private void tell(Release described, Cluster cluster) {
    ServerDescription fixed =
        ServerDescription.newBuilder()
            .setInstanceId(UUID.randomUUID().toString())
            .setRole(ServerRole.SERVER_ROLE_INDEX)
            .setName("index")
            .setReleaseId(described.id())
            .setDefaultProfile(described.defaultProfile())
            .addAllProfiles(release.profileNames())
            .setCapacity(config.queueLength())
            .setStartedMillis(System.currentTimeMillis())
            .setZone(cluster.zone())
            .build();
    entry.tell(() ->
        fixed.toBuilder()
            .setAddress(cluster.advertised(config.host(), server.port()))
            .setServing(!closed.get())
            .setInFlight(executor.queued())
            .build());
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
    entry.close();
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
