package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Provenance;

/**
 * Everything that requests on one engine share: the release, its model, the profiles of adapters
 * that come and go, and the way images get to the model.
 */
record ServedNode(
    String nodeId,
    Release release,
    ServingModel model,
    AdapterProfiles adapterProfiles,
    ImagePreparer preparer) {
  Profile profile(String name) {
    return release
        .profile(name)
        .or(() -> adapterProfiles.find(name))
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.PROFILE_NOT_FOUND, "The release has no profile " + shown(name) + "."));
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
