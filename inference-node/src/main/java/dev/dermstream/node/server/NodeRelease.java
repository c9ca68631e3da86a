package dev.dermstream.node.server;

import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.platform.release.Release;
import java.io.Closeable;
import java.util.Optional;

/**
 * A release as a node serves it: its own name and notice, and a model that it may share with
 * releases of the same {@link Release#inferenceDigest}. Thread-safe; to be closed once, when no
 * request of its runs.
 */
final class NodeRelease implements Closeable {
  private final Release release;
  private final NodeModel model;

  /**
   * @param model held for this release
   */
  NodeRelease(Release release, NodeModel model) {
    this.release = release;
    this.model = model;
  }

  /**
   * Another release on the same model.
   *
   * @param loader loads its model if the engine is lost
   * @return empty if it needs a model of its own
   */
  Optional<NodeRelease> followedBy(Release next, ModelLoader loader) {
    if (!next.inferenceDigest().equals(release.inferenceDigest()) || !model.hold()) {
      return Optional.empty();
    }
    model.engines().buildFrom(next, loader);
    return Optional.of(new NodeRelease(next, model));
  }

  Release release() {
    return release;
  }

  EngineWatch<ServingEngine> watch() {
    return model.watch();
  }

  ServingEngines engines() {
    return model.engines();
  }

  /** Profiles beside its own, on the same model. */
  AdapterProfiles adapters() {
    return model.engines().adapters();
  }

  /** Whether it is the present one, whose readiness is the node's. */
  void present(boolean now) {
    model.present(now);
  }

  /** Lets its model go; see {@link NodeModel#letGo}. */
  @Override
  public void close() {
    model.letGo();
  }
}
