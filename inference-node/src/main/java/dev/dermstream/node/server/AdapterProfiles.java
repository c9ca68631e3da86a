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
  private final Map<String, Wanted> wanted = new ConcurrentHashMap<>();

  /** Why a profile that is wanted is not served, by its name. */
  private final Map<String, String> lacks = new ConcurrentHashMap<>();

  private volatile RunningEngine engine = new RunningEngine("", "");

  /** The model that serves them; none while another is built. Guarded by this. */
  private @Nullable ServingModel model;

  /** What is served, and {@code NAME@HEX} of its files. */
  private record Served(Profile profile, String identity) {}

  /** What is to be served on every model: these bytes and no others. */
  private record Wanted(Path files, boolean pinned, String identity) {}

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
   * Serves all of them on a model; one that does not run there is withdrawn, until another model
   * comes or it is loaded again, and the log says so.
   */
  synchronized void moveTo(ServingModel next) {
    model = next;
    engine = next.runningEngine();
    wanted.forEach(this::serveAgain);
  }

  /** Serves what another was to serve, as {@link #moveTo} does. */
  synchronized void adopt(AdapterProfiles other) {
    other.wanted.forEach(this::serveAgain);
  }

  private void serveAgain(String name, Wanted adapter) {
    wanted.put(name, adapter);
    try {
      Served served = served(name, adapter.files(), adapter.pinned());
      if (!served.identity().equals(adapter.identity())) {
        throw new IOException(adapter.files() + ": its files have changed; load it again");
      }
      profiles.put(name, served);
      lacks.remove(name);
    } catch (IOException | ServiceException e) {
      profiles.remove(name);
      if (model != null) {
        model.adapters().unload(name);
      }
      lacks.put(name, "the model that was built anew does not serve it: " + e.getMessage());
      log.error("The profile {} is withdrawn: the model built anew does not serve it", name, e);
    }
  }

  @Override
  public Optional<String> lack(String name) {
    return Optional.ofNullable(lacks.get(name));
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
    Served served = served(name, files, pinned);
    profiles.put(name, served);
    wanted.put(name, new Wanted(files, pinned, served.identity()));
    lacks.remove(name);
  }

  private Served served(String name, Path files, boolean pinned) throws IOException {
    Profile profile = release.profile("").orElseThrow().withAdapter(name, files);
    ServingModel serving = requireModel();
    serving.serve(profile, pinned);
    return new Served(profile, serving.adapters().identity(name).orElseThrow());
  }

  private ServingModel requireModel() {
    if (model == null) {
      throw new ServiceException(
          ErrorCode.ENGINE_FAILED, "The model's engine is being built anew; load it again then.");
    }
    return model;
  }

  @Override
  public synchronized void withdraw(String name) {
    wanted.remove(name);
    lacks.remove(name);
    profiles.remove(name);
    if (model != null) {
      model.adapters().unload(name);
    }
  }
}
