package dev.dermstream.index.server;

import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.cluster.v1.ServerRole;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.cluster.ClusterEntry;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.Succession;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.telemetry.Gauges;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
  private final Succession<ServedRelease> releases;
  private final Duration linger;
  private final Consumer<String> shownRelease;
  private final SearchExecutor executor;
  private final InternalServer server;
  private final ClusterEntry entry;
  private final AtomicBoolean closed = new AtomicBoolean();

  private IndexServer(
      IndexConfig config,
      Succession<ServedRelease> releases,
      Duration linger,
      SearchExecutor executor,
      InternalServer server,
      ClusterEntry entry,
      Gauges gauges) {
    this.config = config;
    this.releases = releases;
    this.linger = linger;
    this.executor = executor;
    this.server = server;
    this.entry = entry;
    shownRelease =
        gauges.info(
            "dermstream_index_release",
            "The release that is served.",
            "release",
            releases.present().id());
    show(gauges);
  }

  /**
   * Opens every index of the release, then listens.
   *
   * @throws IOException if an index cannot be opened or the port not be bound, or the JVM was
   *     started without the module {@code jdk.incubator.vector}
   */
  public static IndexServer start(IndexConfig config, Release release, StageMetrics metrics)
      throws IOException {
    return start(config, release, Duration.ZERO, metrics, Cluster.none());
  }

  /**
   * As the other, as a member of a cluster.
   *
   * @param linger how long a release is kept after its last request when it is not present any more
   * @param cluster where the index tells what it is; outlives it
   */
  public static IndexServer start(
      IndexConfig config, Release release, Duration linger, StageMetrics metrics, Cluster cluster)
      throws IOException {
    return start(
        config,
        release,
        linger,
        metrics,
        cluster,
        new SearchExecutor(config.effectiveSearchThreads(), config.queueLength()));
  }

  static IndexServer start(
      IndexConfig config, Release release, StageMetrics metrics, SearchExecutor executor)
      throws IOException {
    return start(config, release, Duration.ZERO, metrics, Cluster.none(), executor);
  }

  private static IndexServer start(
      IndexConfig config,
      Release release,
      Duration linger,
      StageMetrics metrics,
      Cluster cluster,
      SearchExecutor executor)
      throws IOException {
    requireVectorModule();
    ClusterEntry entry = new ClusterEntry(cluster);
    Succession<ServedRelease> releases =
        new Succession<>(
            release.id(), ServedRelease.open(release, config.searchPrecision()), linger);
    try {
      releases.present().warm();
      InternalServer server =
          InternalServer.start(
              "index",
              config.host(),
              config.port(),
              config.maxMessageBytes(),
              config.tls(),
              metrics,
              new IndexService(releases, executor, metrics),
              entry.service());
      IndexServer index =
          new IndexServer(
              config, releases, linger, executor, server, entry, new Gauges(metrics.registry()));
      index.tell(cluster);
      return index;
    } catch (IOException | RuntimeException e) {
      releases.close();
      throw e;
    }
  }

  private static void requireVectorModule() throws IOException {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      throw new IOException(
          "the JVM was started without --add-modules jdk.incubator.vector, by which vectors are"
              + " compared");
    }
  }

  /**
   * Opens another release beside the present one, tries it out, and answers with it from then on.
   * The one before answers who asks for it until nobody has for the linger time. A release that is
   * the present one: no effect. To be called by one thread at a time.
   *
   * @throws IOException if it cannot be served; the present one still is
   */
  public void moveTo(Release next) throws IOException, InterruptedException {
    if (releases.present().id().equals(next.id())) {
      return;
    }
    if (!releases.recall(next.id())) {
      if (!releases.awaitRoom(linger)) {
        log.warn("Three releases are in memory: the last but one is still asked");
      }
      ServedRelease opened = ServedRelease.open(next, config.searchPrecision());
      boolean serves = false;
      try {
        opened.warm();
        releases.succeed(next.id(), opened);
        serves = true;
      } finally {
        if (!serves) {
          opened.close();
        }
      }
    }
    shownRelease.accept(next.id());
  }

  private void show(Gauges gauges) {
    gauges.register(
        "dermstream_index_releases",
        "Releases in memory: the present one and those that are still asked.",
        () -> releases.ids().size());
    gauges.register(
        "dermstream_index_queue_items",
        "Requests that wait for a search thread.",
        executor::queued);
    gauges.register(
        "dermstream_index_queue_limit",
        "Requests that may wait for a search thread.",
        config::queueLength);
  }

  private void tell(Cluster cluster) {
    ServerDescription fixed =
        ServerDescription.newBuilder()
            .setInstanceId(UUID.randomUUID().toString())
            .setRole(ServerRole.SERVER_ROLE_INDEX)
            .setName("index")
            .setCapacity(config.queueLength())
            .setStartedMillis(System.currentTimeMillis())
            .setZone(cluster.zone())
            .build();
    entry.tell(() -> {
      ServedRelease present = releases.present();
      return fixed.toBuilder()
          .setReleaseId(present.id())
          .addAllReleaseIds(releases.ids())
          .setDefaultProfile(present.release().defaultProfile())
          .addAllProfiles(present.profileNames())
          .setAddress(cluster.advertised(config.host(), server.port()))
          .setServing(!closed.get())
          .setInFlight(executor.queued())
          .build();
    });
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
    releases.close();
  }
}
