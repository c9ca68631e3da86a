package dev.dermstream.node.server;

import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.generate.GenerationStatistics;
import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.node.health.OpenEngines;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Builds the engines that serve a release, or an export of the repository as a release of its own,
 * one in the place of another. What outlives an engine is here: cache, profiles of adapters.
 * Thread-safe.
 */
final class ServingEngines implements EngineWatch.Builder<ServingEngine> {
  private final NodeConfig config;
  private final String name;
  private final NodeParts parts;
  private final AdapterProfiles adapters;
  private final FeatureCache cache;
  private final OpenEngines<ServingEngine> open = new OpenEngines<>();
  private volatile Source source;
  private volatile @Nullable ServingEngine latest;

  /** Where the next engine comes from. */
  private record Source(Release release, ModelLoader loader) {}

  /**
   * Builds nothing yet.
   *
   * @param name of the release or the model, in the metrics
   * @param cache of this release's model alone
   */
  ServingEngines(
      NodeConfig config,
      Release release,
      ModelLoader loader,
      String name,
      FeatureCache cache,
      NodeParts parts) {
    this.config = config;
    this.source = new Source(release, loader);
    this.parts = parts;
    this.adapters = new AdapterProfiles(release);
    this.cache = cache;
    this.name = name;
  }

  /**
   * From now on engines are built from the files of another release of the same {@link
   * Release#inferenceDigest}: those of the first may go when nobody serves it any more.
   */
  void buildFrom(Release next, ModelLoader loader) {
    source = new Source(next, loader);
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
    Source from = source;
    ServingModel model = from.loader().load();
    boolean built = false;
    try {
      for (Profile profile : from.release().profiles().values()) {
        model.requireServable(profile);
      }
      // What an engine left that was lost is as doubtful as the engine.
      cache.clear();
      adapters.moveTo(model);
      ServingEngine engine = engine(from.release(), model);
      built = true;
      latest = open.add(engine);
      return engine;
    } finally {
      if (!built) {
        adapters.leave(model);
        model.close();
      }
    }
  }

  private ServingEngine engine(Release release, ServingModel model) {
    ServedNode node =
        new ServedNode(
            config.id(),
            release,
            model,
            new ImagePreparer(parts.decoder(), model, config.region()));
    return new ServingEngine(
        model,
        new Pipeline(config, node, cache, batcher -> parts.batches().of(name, batcher)),
        release.profile("").orElseThrow(),
        () -> adapters.leave(model));
  }

  /** What the model leaves behind that is not its engines'. */
  void forget() {
    cache.clear();
  }

  /** Of the latest engine. */
  GenerationStatistics statistics() {
    ServingEngine engine = latest;
    if (engine == null) {
      throw new IllegalStateException("no engine was built yet");
    }
    return engine.statistics();
  }

  /** Those that are not freed yet. */
  OpenEngines<ServingEngine> open() {
    return open;
  }
}
