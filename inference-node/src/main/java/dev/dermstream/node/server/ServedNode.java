package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.oip.ProfileVersion;
import dev.dermstream.node.oip.ProfileVersion.Source;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Provenance;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that requests share: the release, its model, the profiles of adapters that come and
 * go, and the way images get to the model.
 */
record ServedNode(
    String nodeId,
    Release release,
    ServingModel model,
    AdapterProfiles adapterProfiles,
    ImagePreparer preparer) {
  /** Fails for a release whose profiles the model cannot serve. */
  void requireServable() throws IOException {
    for (Profile profile : release.profiles().values()) {
      model.requireServable(profile);
    }
  }

  /** A profile of the release, or of an adapter that is served now. */
  Optional<Profile> find(String name) {
    return release.profile(name).or(() -> adapterProfiles.find(name));
  }

  static ServiceException noProfile(String name) {
    return new ServiceException(
        ErrorCode.PROFILE_NOT_FOUND, "The release has no profile " + shown(name) + ".");
  }

  /** What answers for every profile, by its name. */
  Map<String, ProfileVersion> profileVersions() {
    Map<String, ProfileVersion> versions = new HashMap<>();
    adapterProfiles
        .identities()
        .forEach((name, identity) ->
            versions.put(name, new ProfileVersion(Source.ADAPTER, release.id(), identity)));
    release
        .profiles()
        .keySet()
        .forEach(name -> versions.put(name, new ProfileVersion(Source.RELEASE, release.id(), "")));
    return versions;
  }

  /** Where an answer comes from; {@code adapter} is empty or {@code NAME@HEX}. */
  Provenance provenance(Profile profile, String adapter) {
    return Provenance.newBuilder()
        .setReleaseId(release.id())
        .setNodeId(nodeId)
        .setEngine(model.engine())
        .setProfile(profile.name())
        .setAdapter(adapter)
        .build();
  }

  /** A caller's name of bounded length and plain characters. */
  private static String shown(String name) {
    String plain = name.replaceAll("[^\\p{Alnum}._-]", "?");
    return plain.length() <= 64 ? plain : plain.substring(0, 64) + "...";
  }
}
