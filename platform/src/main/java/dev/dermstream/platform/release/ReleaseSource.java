package dev.dermstream.platform.release;

import com.typesafe.config.Config;
import dev.dermstream.platform.telemetry.Gauges;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The release that a process serves when it starts, and where it hears of the next: a store, or one
 * directory for ever. Immutable.
 */
public final class ReleaseSource {
  private final ReleasesConfig config;
  private final Optional<ReleaseStore> store;
  private final LiveRelease live;
  private final Release first;

  private ReleaseSource(
      ReleasesConfig config, Optional<ReleaseStore> store, LiveRelease live, Release first) {
    this.config = config;
    this.store = store;
    this.live = live;
    this.first = first;
  }

  /**
   * Loads the release that is live now.
   *
   * @throws IOException if there is none, or it cannot be served
   */
  public static ReleaseSource open(Config root) throws IOException {
    ReleasesConfig config = ReleasesConfig.from(root);
    TrustedKeys trusted = config.trusted();
    if (config.store().isEmpty()) {
      Release only = Release.load(Release.directory(root), trusted);
      return new ReleaseSource(config, Optional.empty(), LiveRelease.ANY, only);
    }
    ReleaseStore store = new ReleaseStore(Path.of(config.store()), trusted);
    LiveRelease live =
        store
            .live()
            .orElseThrow(() ->
                new IOException(
                    store.directory() + ": no release is live; see dermstream release activate"))
            .live();
    return new ReleaseSource(config, Optional.of(store), live, store.load(live.releaseId()));
  }

  /** The release to start with. */
  public Release first() {
    return first;
  }

  /** How long a release is kept after its last request when it is not live any more. */
  public Duration linger() {
    return config.linger();
  }

  /**
   * Brings servers to every release that becomes live from now on.
   *
   * @param followers in the order in which they move; they serve {@link #first}
   * @return stops; to be closed before the servers
   */
  public Closeable follow(PrometheusRegistry registry, List<ReleaseFollower.Follower> followers) {
    if (store.isEmpty()) {
      return () -> {};
    }
    ReleaseFollower follower =
        ReleaseFollower.start(store.get(), live, config.watchInterval(), followers);
    new Gauges(registry)
        .register(
            "dermstream_release_epoch",
            "Epoch of the decision which release is live, as far as it is served here.",
            () -> follower.served().epoch());
    CounterWithCallback.builder()
        .name("dermstream_release_failed_loads_total")
        .help("How often a release that is live could not be served here.")
        .callback(counter -> counter.call((double) follower.failures()))
        .register(registry);
    return follower;
  }
}
