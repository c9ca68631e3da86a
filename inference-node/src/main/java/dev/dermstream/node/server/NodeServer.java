package dev.dermstream.node.server;

import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.image.PixelBudget;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.oip.OpenInference;
import dev.dermstream.node.oip.Profiles;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.server.InternalServer;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
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
  private final InferencePool pool;
  private final NodeService service;
  private final OpenInference oip;
  private final InternalServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NodeServer(
      NodeConfig config,
      ServingModel model,
      InferencePool pool,
      NodeService service,
      OpenInference oip,
      InternalServer server) {
    this.config = config;
    this.model = model;
    this.pool = pool;
    this.service = service;
    this.oip = oip;
    this.server = server;
  }

  /**
   * Loads the release's model, tries every profile out, then listens.
   *
   * @throws IOException if the model cannot be loaded, cannot serve a profile, or the port cannot
   *     be bound
   */
  public static NodeServer start(NodeConfig config, Release release, StageMetrics metrics)
      throws IOException {
    ServingModel model =
        ServingModel.load(release.modelDirectory(), config.engine(), config.guide());
    boolean started = false;
    try {
      NodeServer server = start(config, release, model, metrics);
      started = true;
      return server;
    } finally {
      if (!started) {
        model.close();
      }
    }
  }

  private static NodeServer start(
      NodeConfig config, Release release, ServingModel model, StageMetrics metrics)
      throws IOException {
    PixelBudget budget = new PixelBudget(config.maxPixels(), config.maxPixelsInMemory());
    ServedNode node =
        new ServedNode(
            config.id(), release, model, new ImagePreparer(new ImageDecoder(budget), model));
    node.requireServable();
    InferencePool pool =
        new InferencePool(config.effectiveWorkers(), config.queueLength(), config.queueBytes());
    NodeService service = new NodeService(node, pool, metrics);
    OpenInference oip =
        OpenInference.create(
            new Profiles(node::profileVersions, service), Optional.empty(), metrics, () -> true);
    InternalServer server =
        InternalServer.start(
            "node", config.host(), config.port(), config.maxMessageBytes(), service, oip.service());
    return new NodeServer(config, model, pool, service, oip, server);
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
    oip.drain();
    boolean ended = false;
    try {
      server.drain(config.drainTimeout());
      oip.close();
      pool.shutdown();
      ended = pool.awaitEnd(STAGE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      pool.shutdown();
    }
    if (ended) {
      model.close();
    } else {
      // Freeing native memory under a running engine would end the process.
      log.warn("An inference still runs; its model stays in memory");
    }
  }
}
