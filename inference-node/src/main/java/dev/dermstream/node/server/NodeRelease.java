package dev.dermstream.node.server;

import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.node.health.HealthListener;
import dev.dermstream.platform.release.Release;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A release as a node serves it: its model on an engine that is watched, and its adapters.
 * Thread-safe; to be closed when no request of its runs.
 */
final class NodeRelease implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(NodeRelease.class);

  /** What the engine is given to end its runs, or to be built, when the release ends. */
  private static final Duration ENGINE_LIMIT = Duration.ofSeconds(60);

  private final Release release;
  private final ServingEngines engines;
  private final EngineWatch<ServingEngine> watch;
  private final Gate gate;

  private NodeRelease(
      Release release, ServingEngines engines, EngineWatch<ServingEngine> watch, Gate gate) {
    this.release = release;
    this.engines = engines;
    this.watch = watch;
    this.gate = gate;
  }

  /**
   * Loads a release's model, tries every profile and a first inference out.
   *
   * @param cache of this release's model alone
   * @param health hears of the engine while the release is the present one
   * @throws IOException if the model cannot be loaded, cannot serve a profile or does not answer
   */
  static NodeRelease open(
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
      return new NodeRelease(release, engines, watch, gate);
    } finally {
      if (!opened) {
        free(engines);
      }
    }
  }

  Release release() {
    return release;
  }

  EngineWatch<ServingEngine> watch() {
    return watch;
  }

  ServingEngines engines() {
    return engines;
  }

  /** Profiles beside its own, on the same model. */
  AdapterProfiles adapters() {
    return engines.adapters();
  }

  /** Whether it is the present one, whose readiness is the node's. */
  void present(boolean now) {
    gate.open(now);
  }

  /** Frees the model as soon as its last run has ended, which is waited for a while. */
  @Override
  public void close() {
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

  /** Passes readiness on while the release is the present one. Thread-safe. */
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
