package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Provenance;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Everything that requests share: the release, its model and the way images get to it. */
record ServedNode(String nodeId, Release release, ServingModel model, ImagePreparer preparer) {
  /** Fails for a release whose profiles the model cannot serve. */
  void requireServable() throws IOException {
    for (Profile profile : release.profiles().values()) {
      model.requireServable(profile);
    }
  }

  Profile profile(String name) {
    return release
        .profile(name)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.PROFILE_NOT_FOUND, "The release has no profile " + shown(name) + "."));
  }

  /** The version of every profile by its name: the release's id. */
  Map<String, String> profileVersions() {
    return release.profiles().keySet().stream()
        .collect(Collectors.toUnmodifiableMap(Function.identity(), name -> release.id()));
  }

  Provenance provenance(Profile profile) {
    return Provenance.newBuilder()
        .setReleaseId(release.id())
        .setNodeId(nodeId)
        .setEngine(model.engine())
        .setProfile(profile.name())
        .build();
  }

  /** A caller's name of bounded length and plain characters. */
  private static String shown(String name) {
    String plain = name.replaceAll("[^\\p{Alnum}._-]", "?");
    return plain.length() <= 64 ? plain : plain.substring(0, 64) + "...";
  }
}
