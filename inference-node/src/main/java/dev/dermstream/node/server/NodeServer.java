package dev.dermstream.node.server;

import dev.dermstream.node.adapter.ModelAdapters;
import dev.dermstream.node.batch.BatchMetrics;
import dev.dermstream.node.cache.CacheMetrics;
import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.generate.GenerationMetrics;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.health.HealthMetrics;
import dev.dermstream.node.health.ModelHealth;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.oip.Profiles;
import dev.dermstream.node.repository.ModelRepository;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.cluster.ClusterEntry;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code dermstream.node.v1.NodeService}, the Open Inference Protocol, health and reflection
 * until closed. An engine that is lost meanwhile is built anew. Thread-safe.
 */
public final class NodeServer implements AutoCloseable, RoleHealth {
  private static final Logger log = LoggerFactory.getLogger(NodeServer.class);

  private final NodeConfig config;
  private final ImageDecoder decoder;
  private final NodeReleases releases;
  private final Consumer<String> shownRelease;
  private final RepositoryProfiles profiles;
  private final NodeService service;
  private final ServedModels models;
  private final InternalServer server;
  private final ClusterEntry entry;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NodeServer(
      NodeConfig config,
      ImageDecoder decoder,
      NodeReleases releases,
      Consumer<String> shownRelease,
      RepositoryProfiles profiles,
      NodeService service,
      ServedModels models,
      InternalServer server,
      ClusterEntry entry) {
    this.config = config;
    this.decoder = decoder;
    this.releases = releases;
    this.shownRelease = shownRelease;
    this.profiles = profiles;
    this.service = service;
    this.models = models;
    this.server = server;
    this.entry = entry;
  }

  /**
   * Loads the release's model, tries every profile and a first inference out, then listens.
   *
   * @throws IOException if the model cannot be loaded, cannot serve a profile or does not answer, a
   *     decoder is not on this system, or the port cannot be bound
   */
  public static NodeServer start(NodeConfig config, Release release, StageMetrics metrics)
      throws IOException {
    return start(config, release, Duration.ZERO, metrics, Cluster.none());
  }

  /**
   * As the other, as a member of a cluster.
   *
   * @param linger how long a release is kept after its last request when it is not present any more
   * @param cluster where the node tells what it is; outlives it
   */
  public static NodeServer start(
      NodeConfig config, Release release, Duration linger, StageMetrics metrics, Cluster cluster)
      throws IOException {
    return start(
        config,
        release,
        linger,
        metrics,
        cluster,
        (each, alone) -> () -> model(each, config, compilers(alone), new EngineRuns()),
        EngineRuns::new);
  }

  /** Makes what loads the model of a release. */
  @FunctionalInterface
  private interface Loaders {
    /**
     * @param alone whether no other release is served meanwhile
     */
    ModelLoader of(Release release, boolean alone);
  }

  /** Threads that compile a model's output forms: all processors while nothing is served yet. */
  private static int compilers(boolean alone) {
    int processors = Runtime.getRuntime().availableProcessors();
    return alone ? processors : Math.max(1, processors / 2);
  }

  /** The release's model, whose runs are noted there. */
  static ServingModel model(Release release, NodeConfig config, EngineRuns runs)
      throws IOException {
    return model(release, config, compilers(true), runs);
  }

  private static ServingModel model(
      Release release, NodeConfig config, int compilers, EngineRuns runs) throws IOException {
    return ServingModel.load(
        "The release's model",
        release.modelDirectory(),
        release.profiles().values(),
        compilers,
        config.engine(),
        config.guide(),
        config.generation(),
        config.adapters(),
        runs);
  }

  /**
   * As the other, with another way to load the release's model.
   *
   * @param runs makes what notes the runs of each model of the repository
   */
  static NodeServer start(
      NodeConfig config,
      Release release,
      StageMetrics metrics,
      ModelLoader loader,
      Supplier<EngineRuns> runs)
      throws IOException {
    return start(
        config, release, Duration.ZERO, metrics, Cluster.none(), (each, alone) -> loader, runs);
  }

  private static NodeServer start(
      NodeConfig config,
      Release release,
      Duration linger,
      StageMetrics metrics,
      Cluster cluster,
      Loaders loaders,
      Supplier<EngineRuns> runs)
      throws IOException {
    ImageDecoder decoder = ImageDecoder.open(config.image());
    NodeParts parts =
        new NodeParts(
            decoder,
            new FeatureCache(
                config.cacheBytes(),
                HexFormat.of().parseHex(release.modelDigest()),
                new CacheMetrics(metrics.registry())),
            new BatchMetrics(metrics.registry()),
            new ModelHealth(config.health(), new HealthMetrics(metrics.registry()), runs));
    Readiness readiness = new Readiness();
    NodeReleases.Opener opener =
        (each, present) -> {
          ModelLoader loader = loaders.of(each, present.isEmpty());
          Optional<NodeRelease> following =
              present.flatMap(before -> before.followedBy(each, loader));
          if (following.isPresent()) {
            return following.get();
          }
          return new NodeRelease(
              each,
              NodeModel.open(
                  config,
                  each,
                  loader,
                  parts.cache().of(HexFormat.of().parseHex(each.modelDigest())),
                  parts,
                  parts.health().metrics().and(readiness)));
        };
    NodeReleases releases = null;
    boolean started = false;
    try {
      releases = new NodeReleases(opener.open(release, Optional.empty()), linger, opener);
      NodeReleases opened = releases;
      GenerationMetrics.register(metrics.registry(), () -> opened.present().engines().statistics());
      NodeServer server = listening(config, metrics, cluster, releases, parts);
      readiness.tell(server.server);
      started = true;
      return server;
    } finally {
      if (!started) {
        if (releases != null) {
          releases.close();
        }
        free(decoder, releases == null || releases.haveEnded());
      }
    }
  }

  private static NodeServer listening(
      NodeConfig config,
      StageMetrics metrics,
      Cluster cluster,
      NodeReleases releases,
      NodeParts parts)
      throws IOException {
    RepositoryProfiles profiles = new RepositoryProfiles(config, releases, parts);
    NodeAdmission admission = new NodeAdmission(config.maxRequests(), config.maxRequestBytes());
    Consumer<String> shownRelease =
        new NodeGauges(config, releases, admission).register(metrics.registry());
    NodeService service = new NodeService(profiles, admission, metrics);
    ClusterEntry entry = new ClusterEntry(cluster);
    ServedModels models =
        ServedModels.open(
            config,
            parts.decoder(),
            profiles,
            parts.health(),
            new Profiles(
                profiles::versions,
                profiles::engine,
                () -> releases.present().watch().ready(),
                profiles::lack,
                service),
            metrics);
    boolean started = false;
    try {
      InternalServer server =
          InternalServer.start(
              "node",
              config.host(),
              config.port(),
              config.maxMessageBytes(),
              config.tls(),
              metrics,
              service,
              models.service(),
              entry.service());
      started = true;
      NodeServer node =
          new NodeServer(
              config,
              parts.decoder(),
              releases,
              shownRelease,
              profiles,
              service,
              models,
              server,
              entry);
      NodeDescription description =
          new NodeDescription(
              config,
              releases,
              releases.present().watch().engine().model().engine(),
              cluster.zone(),
              () -> releases.present().watch().ready() && !node.closed.get(),
              () -> profiles.versions().keySet(),
              admission::requests);
      entry.tell(() -> description.at(cluster.advertised(config.host(), server.port())));
      return node;
    } finally {
      if (!started) {
        models.close();
      }
    }
  }

  /**
   * Loads another release beside the present one, tries it out, and answers with it from then on.
   * The one before answers who asks for it until nobody has for the linger time. A release that is
   * the present one: no effect. To be called by one thread at a time.
   *
   * @throws IOException if it cannot be served; the present one still is
   */
  public void moveTo(Release next) throws IOException, InterruptedException {
    releases.moveTo(next);
    shownRelease.accept(next.id());
  }

  /** The models beside the release; adapters of its model among them are profiles. */
  ModelRepository repository() {
    return models.repository();
  }

  /** The adapters of the release's model. */
  ModelAdapters adapters() {
    return releases.present().watch().engine().model().adapters();
  }

  @Override
  public boolean isLive() {
    return server.isLive();
  }

  @Override
  public boolean isReady() {
    return server.isServing();
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  /**
   * Takes no new requests, lets running ones finish within the drain timeout, cancels the rest and
   * frees the model. Again: no effect.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    entry.close();
    service.drain();
    models.drain();
    try {
      server.drain(config.drainTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    models.close();
    releases.close();
    free(decoder, releases.haveEnded() && profiles.haveEnded());
  }

  /**
   * @param unused whether no engine's pictures are being decoded any more
   */
  private static void free(ImageDecoder decoder, boolean unused) {
    if (unused) {
      decoder.close();
    } else {
      log.warn("An inference still runs; the image decoder stays in memory until the process ends");
    }
  }
}
