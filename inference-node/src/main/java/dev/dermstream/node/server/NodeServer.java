package dev.dermstream.node.server;

import dev.dermstream.node.adapter.ModelAdapters;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.oip.Profiles;
import dev.dermstream.node.repository.ModelRepository;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code dermstream.node.v1.NodeService}, the Open Inference Protocol, health and reflection
 * until closed. Thread-safe.
 */
public final class NodeServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeServer.class);

  /** One token or one image takes at most seconds; a cancelled call that has not ended is stuck. */
  private static final Duration STAGE_LIMIT = Duration.ofSeconds(60);

  private final NodeConfig config;
  private final ServingModel model;
  private final ImageDecoder decoder;
  private final Pipeline pipeline;
  private final RepositoryProfiles profiles;
  private final NodeService service;
  private final ServedModels models;
  private final InternalServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NodeServer(
      NodeConfig config,
      ServingModel model,
      ImageDecoder decoder,
      Pipeline pipeline,
      RepositoryProfiles profiles,
      NodeService service,
      ServedModels models,
      InternalServer server) {
    this.config = config;
    this.model = model;
    this.decoder = decoder;
    this.pipeline = pipeline;
    this.profiles = profiles;
    this.service = service;
    this.models = models;
    this.server = server;
  }

  /**
   * Loads the release's model, tries every profile out, then listens.
   *
   * @throws IOException if the model cannot be loaded, cannot serve a profile, a decoder is not on
   *     this system, or the port cannot be bound
   */
  public static NodeServer start(NodeConfig config, Release release, StageMetrics metrics)
      throws IOException {
    ImageDecoder decoder = ImageDecoder.open(config.image());
    ServingModel model = null;
    boolean started = false;
    try {
      model =
          ServingModel.load(
              release.modelDirectory(),
              config.engine(),
              config.guide(),
              config.generation(),
              config.adapters());
      NodeServer server = start(config, release, model, decoder, metrics);
      started = true;
      return server;
    } finally {
      if (!started) {
        decoder.close();
        if (model != null) {
          model.close();
        }
      }
    }
  }

  private static NodeServer start(
      NodeConfig config,
      Release release,
      ServingModel model,
      ImageDecoder decoder,
      StageMetrics metrics)
      throws IOException {
    AdapterProfiles adapters = new AdapterProfiles(release, model);
    ServedNode node =
        new ServedNode(config.id(), release, model, adapters, new ImagePreparer(decoder, model));
    node.requireServable();
    Pipeline pipeline = Pipeline.start(config, node, metrics);
    RepositoryProfiles profiles =
        new RepositoryProfiles(config, release, decoder, pipeline.admission());
    NodeService service = new NodeService(pipeline, profiles, metrics);
    ServedModels models =
        ServedModels.open(
            config,
            decoder,
            adapters,
            profiles,
            new Profiles(() -> profiles.versions(node), service),
            metrics);
    boolean started = false;
    try {
      InternalServer server =
          InternalServer.start(
              "node",
              config.host(),
              config.port(),
              config.maxMessageBytes(),
              service,
              models.service());
      started = true;
      return new NodeServer(config, model, decoder, pipeline, profiles, service, models, server);
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
    return model.adapters();
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
    service.drain();
    models.drain();
    boolean ended = false;
    try {
      server.drain(config.drainTimeout());
      models.close();
      ended = pipeline.close(STAGE_LIMIT) && profiles.haveEnded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (ended) {
      decoder.close();
      model.close();
    } else {
      // Freeing native memory under a running engine would end the process.
      log.warn("An inference still runs; its model stays in memory");
    }
  }
}
