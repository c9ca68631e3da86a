package dev.dermstream.node.server;

import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.node.health.HealthListener;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A release's model on an engine that is watched, with the adapters beside its profiles. Releases
 * that differ by their indexes alone hold one together; it is freed when the last lets go.
 * Thread-safe.
 */
final class NodeModel {
  private static final Logger log = LoggerFactory.getLogger(NodeModel.class);

  /** What the engine is given to end its runs, or to be built, when nobody needs it any more. */
  private static final Duration ENGINE_LIMIT = Duration.ofSeconds(60);

  private final ServingEngines engines;
  private final EngineWatch<ServingEngine> watch;
  private final Gate gate;
  private int holders = 1;

  private NodeModel(ServingEngines engines, EngineWatch<ServingEngine> watch, Gate gate) {
    this.engines = engines;
    this.watch = watch;
    this.gate = gate;
  }

  /**
   * Loads a release's model, tries every profile and a first inference out; held once.
   *
   * @param cache of this model alone
   * @param health hears of the engine while a release of it is the present one
   * @throws IOException if the model cannot be loaded, cannot serve a profile or does not answer
   */
  static NodeModel open(
      NodeConfig config,
      Release release,
      ModelLoader loader,
      FeatureCache cache,
      NodeParts parts,
      HealthListener health)
      throws IOException {
    ServingEngines engines =
        new ServingEngines(config, release, loader, AdapterProfiles.RELEASE, cache, parts);
    Gate gate = new Gate(health);
    boolean opened = false;
    try {
      EngineWatch<ServingEngine> watch =
          EngineWatch.start("the release", config.health(), engines.build(), engines, gate);
      opened = true;
      return new NodeModel(engines, watch, gate);
    } finally {
      if (!opened) {
        free(engines);
      }
    }
  }

  EngineWatch<ServingEngine> watch() {
    return watch;
  }

  ServingEngines engines() {
    return engines;
  }

  /** Holds it for one more release; false if nobody held it any more. */
  synchronized boolean hold() {
    if (holders == 0) {
      return false;
    }
    holders++;
    return true;
  }

  /** Lets go. The last frees the model as soon as its last run has ended, waited for a while. */
  void letGo() {
    synchronized (this) {
      holders--;
      if (holders > 0) {
        return;
      }
    }
    gate.open(false);
    watch.close();
    try {
      if (!watch.awaitEnd(ENGINE_LIMIT)) {
        log.warn("An engine is still being built; it is freed as soon as it is there");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    free(engines);
    engines.forget();
  }

  /** Whether a release of it is the present one, whose readiness is the node's. */
  void present(boolean now) {
    gate.open(now);
  }

  private static void free(ServingEngines engines) {
    try {
      if (!engines.open().close(ENGINE_LIMIT)) {
        log.warn("An inference still runs; its model stays in memory until it ends");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while inferences ended; the node's memory is freed when they have", e);
    }
  }

  /** Passes readiness on while a release is the present one. Thread-safe. */
  private static final class Gate implements HealthListener {
    private final HealthListener told;
    private boolean ready;
    private boolean open;

    Gate(HealthListener told) {
      this.told = told;
    }

    synchronized void open(boolean now) {
      open = now;
      if (now) {
        told.ready(ready);
      }
    }

    @Override
    public synchronized void ready(boolean now) {
      ready = now;
      if (open) {
        told.ready(now);
      }
    }

    @Override
    public void rebuilt() {
      told.rebuilt();
    }
  }
}
