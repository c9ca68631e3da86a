package dev.dermstream.node.server;

import dev.dermstream.node.adapter.AdapterBase;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one name of the repository has served as a vision-language model, one version after another,
 * as the base of adapters: those of a version are served by the next, also if it comes later.
 * Thread-safe.
 */
final class RepositoryBase implements AdapterBase {
  private final String name;
  private final Supplier<Release> release;

  /** The adapters of the version that serves or, while none does, of the last. Guarded by this. */
  private @Nullable AdapterProfiles adapters;

  private volatile @Nullable RepositoryProfile serving;

  /**
   * @param name of the model
   * @param release the present one, whose profiles' names are taken
   */
  RepositoryBase(String name, Supplier<Release> release) {
    this.name = name;
    this.release = release;
  }

  /** The version that answers new requests. */
  Optional<RepositoryProfile> serving() {
    return Optional.ofNullable(serving);
  }

  /** Lets a version answer, with every adapter that it takes. */
  synchronized void publish(RepositoryProfile next) {
    if (adapters != null) {
      next.adapters().adopt(adapters);
    }
    adapters = next.adapters();
    serving = next;
  }

  /** No effect on a version's successor. */
  synchronized void withdraw(RepositoryProfile left) {
    if (left.equals(serving)) {
      serving = null;
    }
  }

  @Override
  public RunningEngine engine() {
    return serving().map(RepositoryProfile::engine).orElseGet(() -> new RunningEngine("", ""));
  }

  @Override
  public synchronized void serve(String adapter, Path files, boolean pinned) throws IOException {
    if (release.get().profiles().containsKey(adapter)) {
      throw new IOException("the release has a profile " + adapter + " already");
    }
    if (adapters == null || serving == null) {
      throw new IOException("option.base is " + name + ", which is not loaded");
    }
    adapters.serve(adapter, files, pinned);
  }

  @Override
  public Optional<String> lack(String adapter) {
    RepositoryProfile now = serving;
    return now == null
        ? Optional.of("its base " + name + " is not loaded")
        : now.adapters().lack(adapter).or(now::lack);
  }

  @Override
  public synchronized void withdraw(String adapter) {
    if (adapters != null) {
      adapters.withdraw(adapter);
    }
  }
}
