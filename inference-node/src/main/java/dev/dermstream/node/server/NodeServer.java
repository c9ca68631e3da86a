package dev.dermstream.node.server;

import dev.dermstream.node.adapter.ModelAdapters;
import dev.dermstream.node.batch.BatchMetrics;
import dev.dermstream.node.cache.CacheMetrics;
import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.generate.GenerationMetrics;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.health.EngineWatch;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code dermstream.node.v1.NodeService}, the Open Inference Protocol, health and reflection
 * until closed. An engine that is lost meanwhile is built anew. Thread-safe.
 */
public final class NodeServer implements AutoCloseable, RoleHealth {
  private static final Logger log = LoggerFactory.getLogger(NodeServer.class);

  /** What the engine is given to end its runs, or to be built, when the server closes. */
  private static final Duration ENGINE_LIMIT = Duration.ofSeconds(60);

  private final NodeConfig config;
  private final ImageDecoder decoder;
  private final ServingEngines engines;
  private final EngineWatch<ServingEngine> watch;
  private final RepositoryProfiles profiles;
  private final NodeService service;
  private final ServedModels models;
  private final InternalServer server;
  private final ClusterEntry entry;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NodeServer(
      NodeConfig config,
      ImageDecoder decoder,
      ServingEngines engines,
      EngineWatch<ServingEngine> watch,
      RepositoryProfiles profiles,
      NodeService service,
      ServedModels models,
      InternalServer server,
      ClusterEntry entry) {
    this.config = config;
    this.decoder = decoder;
    this.engines = engines;
    this.watch = watch;
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
    return start(config, release, metrics, Cluster.none());
  }

  /**
   * As the other, as a member of a cluster.
   *
   * @param cluster where the node tells what it is; outlives it
   */
  public static NodeServer start(
      NodeConfig config, Release release, StageMetrics metrics, Cluster cluster)
      throws IOException {
    return start(
        config,
        release,
        metrics,
        cluster,
        () -> model(release, config, new EngineRuns()),
        EngineRuns::new);
  }

  /** The release's model, whose runs are noted there. */
  static ServingModel model(Release release, NodeConfig config, EngineRuns runs)
      throws IOException {
    return ServingModel.load(
        "The release's model",
        release.modelDirectory(),
        release.profiles().values(),
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
    return start(config, release, metrics, Cluster.none(), loader, runs);
  }

  private static NodeServer start(
      NodeConfig config,
      Release release,
      StageMetrics metrics,
      Cluster cluster,
      ModelLoader loader,
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
    ServingEngines engines =
        new ServingEngines(config, release, loader, AdapterProfiles.RELEASE, parts.cache(), parts);
    boolean started = false;
    try {
      NodeServer server = watched(config, release, metrics, cluster, engines, parts);
      started = true;
      return server;
    } finally {
      if (!started) {
        free(engines, decoder, true);
      }
    }
  }

  private static NodeServer watched(
      NodeConfig config,
      Release release,
      StageMetrics metrics,
      Cluster cluster,
      ServingEngines engines,
      NodeParts parts)
      throws IOException {
    Readiness readiness = new Readiness();
    EngineWatch<ServingEngine> watch =
        EngineWatch.start(
            "the release",
            config.health(),
            engines.build(),
            engines,
            parts.health().metrics().and(readiness));
    boolean started = false;
    try {
      GenerationMetrics.register(metrics.registry(), engines::statistics);
      NodeServer server = listening(config, release, metrics, cluster, engines, watch, parts);
      readiness.tell(server.server);
      started = true;
      return server;
    } finally {
      if (!started) {
        watch.close();
      }
    }
  }

  private static NodeServer listening(
      NodeConfig config,
      Release release,
      StageMetrics metrics,
      Cluster cluster,
      ServingEngines engines,
      EngineWatch<ServingEngine> watch,
      NodeParts parts)
      throws IOException {
    RepositoryProfiles profiles =
        new RepositoryProfiles(config, release, engines.adapters(), watch, parts);
    NodeAdmission admission = new NodeAdmission(config.maxRequests(), config.maxRequestBytes());
    new NodeGauges(config, release, watch, admission).register(metrics.registry());
    NodeService service = new NodeService(profiles, admission, metrics);
    ClusterEntry entry = new ClusterEntry(cluster);
    ServedModels models =
        ServedModels.open(
            config,
            parts.decoder(),
            profiles,
            parts.health(),
            new Profiles(
                profiles::versions, profiles::engine, watch::ready, profiles::lack, service),
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
              config, parts.decoder(), engines, watch, profiles, service, models, server, entry);
      NodeDescription description =
          new NodeDescription(
              config,
              release,
              watch.engine().model().engine(),
              cluster.zone(),
              () -> watch.ready() && !node.closed.get(),
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

  /** The models beside the release; adapters of its model among them are profiles. */
  ModelRepository repository() {
    return models.repository();
  }

  /** The adapters of the release's model. */
  ModelAdapters adapters() {
    return watch.engine().model().adapters();
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
    watch.close();
    models.close();
    try {
      if (!watch.awaitEnd(ENGINE_LIMIT)) {
        log.warn("An engine is still being built; it is freed as soon as it is there");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    free(engines, decoder, profiles.haveEnded());
  }

  /**
   * @param decoderUnused whether no other engine's pictures are being decoded
   */
  private static void free(ServingEngines engines, ImageDecoder decoder, boolean decoderUnused) {
    try {
      if (engines.open().close(ENGINE_LIMIT) && decoderUnused) {
        decoder.close();
      } else {
        log.warn("An inference still runs; its model stays in memory until it ends");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while inferences ended; the node's memory is freed when they have", e);
    }
  }
}
