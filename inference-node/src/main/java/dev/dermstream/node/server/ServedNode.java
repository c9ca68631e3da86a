package dev.dermstream.node.server;

import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Provenance;

/**
 * Everything that requests on one engine share: the release, its model and the way images get to
 * the model.
 */
record ServedNode(String nodeId, Release release, ServingModel model, ImagePreparer preparer) {
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
}
