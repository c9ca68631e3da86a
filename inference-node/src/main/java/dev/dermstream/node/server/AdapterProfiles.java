package dev.dermstream.node.server;

import dev.dermstream.node.adapter.AdapterBase;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Profiles that come and go beside those of the release: each is the release's default profile with
 * an adapter of its own. Thread-safe.
 */
final class AdapterProfiles implements AdapterBase {
  /** What adapters in a model repository call the release's model. */
  static final String RELEASE = "release";

  private final Release release;
  private final ServingModel model;
  private final Map<String, Profile> profiles = new ConcurrentHashMap<>();

  AdapterProfiles(Release release, ServingModel model) {
    this.release = release;
    this.model = model;
  }

  /** A profile that is served now. */
  Optional<Profile> find(String name) {
    return Optional.ofNullable(profiles.get(name));
  }

  /** {@code NAME@HEX} of the adapter of every profile that is served now, by its name. */
  Map<String, String> identities() {
    Map<String, String> identities = new HashMap<>();
    for (String name : profiles.keySet()) {
      model.adapters().identity(name).ifPresent(identity -> identities.put(name, identity));
    }
    return identities;
  }

  @Override
  public String engine() {
    return model.engine();
  }

  @Override
  public void serve(String name, Path files, boolean pinned) throws IOException {
    if (release.profiles().containsKey(name)) {
      throw new IOException("the release has a profile " + name + " already");
    }
    Profile profile = release.profile("").orElseThrow().withAdapter(name, files);
    model.serve(profile, pinned);
    profiles.put(name, profile);
  }

  @Override
  public void withdraw(String name) {
    profiles.remove(name);
    model.adapters().unload(name);
  }
}
