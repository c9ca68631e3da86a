package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.adapter.AdapterBase;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Profiles that come and go beside those of the release: each is the release's default profile with
 * an adapter of its own. They outlive the model: one that is built in the place of another gets
 * them all. Thread-safe.
 */
final class AdapterProfiles implements AdapterBase {
  /** What adapters in a model repository call the release's model. */
  static final String RELEASE = "release";

  private static final Logger log = LoggerFactory.getLogger(AdapterProfiles.class);

  private final Release release;
  private final Map<String, Served> profiles = new ConcurrentHashMap<>();
  private volatile RunningEngine engine = new RunningEngine("", "");

  /** The model that serves them; none while another is built. Guarded by this. */
  private @Nullable ServingModel model;

  /** What is served, and {@code NAME@HEX} of its files. */
  private record Served(Profile profile, boolean pinned, String identity) {}

  AdapterProfiles(Release release) {
    this.release = release;
  }

  /** A profile that is served now. */
  Optional<Profile> find(String name) {
    return Optional.ofNullable(profiles.get(name)).map(Served::profile);
  }

  /** {@code NAME@HEX} of the adapter of every profile that is served now, by its name. */
  Map<String, String> identities() {
    Map<String, String> identities = new HashMap<>();
    profiles.forEach((name, served) -> identities.put(name, served.identity()));
    return identities;
  }

  /**
   * Serves all of them on a model; one that does not run there is withdrawn, and the log says so.
   */
  synchronized void moveTo(ServingModel next) {
    profiles.forEach((name, served) -> {
      try {
        profiles.put(name, served(next, served.profile(), served.pinned()));
      } catch (IOException | ServiceException e) {
        profiles.remove(name);
        log.error("The profile {} is withdrawn: the model built anew does not serve it", name, e);
      }
    });
    engine = next.runningEngine();
    model = next;
  }

  /** Forgets a model that is about to be freed; nobody uses it from here any more. */
  synchronized void leave(ServingModel left) {
    if (model == left) {
      model = null;
    }
  }

  @Override
  public RunningEngine engine() {
    return engine;
  }

  @Override
  public synchronized void serve(String name, Path files, boolean pinned) throws IOException {
    if (release.profiles().containsKey(name)) {
      throw new IOException("the release has a profile " + name + " already");
    }
    if (model == null) {
      throw new ServiceException(
          ErrorCode.ENGINE_FAILED, "The node's engine is being built anew; load it again then.");
    }
    Profile profile = release.profile("").orElseThrow().withAdapter(name, files);
    profiles.put(name, served(model, profile, pinned));
  }

  private static Served served(ServingModel model, Profile profile, boolean pinned)
      throws IOException {
    model.serve(profile, pinned);
    return new Served(profile, pinned, model.adapters().identity(profile.name()).orElseThrow());
  }

  @Override
  public synchronized void withdraw(String name) {
    profiles.remove(name);
    if (model != null) {
      model.adapters().unload(name);
    }
  }
}
