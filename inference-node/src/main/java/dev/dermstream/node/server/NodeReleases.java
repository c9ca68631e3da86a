package dev.dermstream.node.server;

import dev.dermstream.node.adapter.AdapterBase;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.health.OpenEngines;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.Succession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases that a node answers with: the present one and those that are still asked. As the
 * base of adapters it is their present model: what is loaded on it goes over to the next.
 * Thread-safe.
 */
final class NodeReleases implements AdapterBase, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeReleases.class);

  private final Succession<NodeRelease> succession;
  private final Duration linger;
  private final Opener opener;
  private final Set<OpenEngines<ServingEngine>> loaded = ConcurrentHashMap.newKeySet();

  /** Loads a release. */
  @FunctionalInterface
  interface Opener {
    /**
     * Loads a release.
     *
     * @param present whose model serves it too, if it does
     */
    NodeRelease open(Release release, Optional<NodeRelease> present) throws IOException;
  }

  /**
   * Serves a release.
   *
   * @param linger how long a release is kept after its last request when it is not present any more
   */
  NodeReleases(NodeRelease first, Duration linger, Opener opener) {
    this.succession = new Succession<>(first.release().id(), first, linger);
    this.linger = linger;
    this.opener = opener;
    loaded.add(first.engines().open());
    first.present(true);
  }

  /**
   * Takes hold of a release for one request.
   *
   * @param id empty for the present one
   * @return nothing if the node does not have it
   */
  Optional<Succession<NodeRelease>.Use> use(String id) {
    return succession.use(id);
  }

  NodeRelease present() {
    return succession.present();
  }

  /** The release of requests that name none. */
  Release release() {
    return present().release();
  }

  /** Every release that answers now, the present one first. */
  List<String> ids() {
    return succession.ids();
  }

  /**
   * Loads a release beside the present one, tries it out and answers with it from then on; what
   * differs by its indexes alone goes on with the present model. One that is the present one: no
   * effect. To be called by one thread at a time.
   *
   * @throws IOException if it cannot be served; the present one still is
   */
  void moveTo(Release next) throws IOException, InterruptedException {
    if (release().id().equals(next.id())) {
      return;
    }
    if (recall(next.id())) {
      return;
    }
    if (!succession.awaitRoom(linger)) {
      log.warn("Three releases are in memory: the last but one is still asked");
    }
    loaded.removeIf(OpenEngines::areFreed);
    NodeRelease opened = opener.open(next, Optional.of(present()));
    boolean serves = false;
    try {
      loaded.add(opened.engines().open());
      succeed(opened);
      serves = true;
    } finally {
      if (!serves) {
        opened.close();
      }
    }
  }

  private synchronized boolean recall(String id) {
    NodeRelease before = present();
    if (!succession.recall(id)) {
      return false;
    }
    NodeRelease recalled = present();
    adopt(recalled, before);
    before.present(false);
    recalled.present(true);
    return true;
  }

  private synchronized void succeed(NodeRelease next) {
    NodeRelease before = present();
    // First, because a profile must not be missing for a moment.
    adopt(next, before);
    succession.succeed(next.release().id(), next);
    before.present(false);
    next.present(true);
  }

  private static void adopt(NodeRelease next, NodeRelease before) {
    if (next.adapters() != before.adapters()) {
      next.adapters().adopt(before.adapters());
    }
  }

  /** True if no model is in memory any more, so that the image decoder can be freed. */
  boolean haveEnded() {
    return loaded.stream().allMatch(OpenEngines::areFreed);
  }

  @Override
  public RunningEngine engine() {
    return present().adapters().engine();
  }

  @Override
  public synchronized void serve(String name, Path files, boolean pinned) throws IOException {
    present().adapters().serve(name, files, pinned);
  }

  @Override
  public Optional<String> lack(String name) {
    return present().adapters().lack(name);
  }

  @Override
  public synchronized void withdraw(String name) {
    succession.all().forEach(each -> each.adapters().withdraw(name));
  }

  @Override
  public void close() {
    succession.close();
  }
}
