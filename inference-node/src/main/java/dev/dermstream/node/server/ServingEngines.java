package dev.dermstream.node.server;

import dev.dermstream.node.batch.BatchMetrics;
import dev.dermstream.node.cache.CacheMetrics;
import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.generate.GenerationStatistics;
import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * Builds the engines that serve a release, one in the place of another, and knows those that are
 * not freed yet. What outlives an engine is here: metrics, cache, profiles of adapters.
 * Thread-safe.
 */
final class ServingEngines implements EngineWatch.Builder<ServingEngine> {
  private static final Duration LOST_ENGINE_LIMIT = Duration.ofSeconds(2);

  private final NodeConfig config;
  private final Release release;
  private final ModelLoader loader;
  private final ImageDecoder decoder;
  private final AdapterProfiles adapters;
  private final BatchMetrics batches;
  private final FeatureCache cache;
  private final Set<ServingEngine> open = new CopyOnWriteArraySet<>();
  private volatile @Nullable ServingEngine latest;
  private volatile boolean closed;

  /** Registers its metrics; once per registry. */
  ServingEngines(
      NodeConfig config,
      Release release,
      ModelLoader loader,
      ImageDecoder decoder,
      PrometheusRegistry registry) {
    this.config = config;
    this.release = release;
    this.loader = loader;
    this.decoder = decoder;
    this.adapters = new AdapterProfiles(release);
    this.batches = new BatchMetrics(registry);
    this.cache =
        new FeatureCache(
            config.cacheBytes(),
            HexFormat.of().parseHex(release.modelDigest()),
            new CacheMetrics(registry));
  }

  /** Profiles that are served on every engine, the next ones included. */
  AdapterProfiles adapters() {
    return adapters;
  }

  /**
   * Loads the model, tries every profile out and starts the pipeline.
   *
   * @throws IOException also if the model cannot serve a profile of the release, or this is closed
   */
  @Override
  public ServingEngine build() throws IOException {
    ServingModel model = loader.load();
    boolean built = false;
    try {
      for (Profile profile : release.profiles().values()) {
        model.requireServable(profile);
      }
      // What an engine left that was lost is as doubtful as the engine.
      cache.clear();
      adapters.moveTo(model);
      ServingEngine engine = engine(model);
      built = true;
      return kept(engine);
    } finally {
      if (!built) {
        adapters.leave(model);
        model.close();
      }
    }
  }

  private ServingEngine engine(ServingModel model) {
    ServedNode node =
        new ServedNode(config.id(), release, model, adapters, new ImagePreparer(decoder, model));
    return new ServingEngine(
        model,
        new Pipeline(config, node, cache, batches::of),
        release.profile("").orElseThrow(),
        () -> adapters.leave(model));
  }

  private ServingEngine kept(ServingEngine engine) throws IOException {
    open.removeIf(ServingEngine::isFreed);
    open.add(engine);
    latest = engine;
    if (closed) {
      engine.retire();
      throw new IOException("The node was closed while its engine was built");
    }
    return engine;
  }

  /** Of the latest engine. */
  GenerationStatistics statistics() {
    ServingEngine engine = latest;
    if (engine == null) {
      throw new IllegalStateException("no engine was built yet");
    }
    return engine.statistics();
  }

  /**
   * Frees every engine, now and to come, as soon as its last run has ended.
   *
   * @param timeout for an engine that works; one that was lost is not waited for so long
   * @return true if all are freed
   */
  boolean close(Duration timeout) throws InterruptedException {
    closed = true;
    List<ServingEngine> lost = open.stream().filter(ServingEngine::isRetired).toList();
    open.forEach(ServingEngine::retire);
    boolean freed = true;
    for (ServingEngine engine : open) {
      freed &= engine.awaitFreed(lost.contains(engine) ? LOST_ENGINE_LIMIT : timeout);
    }
    return freed;
  }
}
