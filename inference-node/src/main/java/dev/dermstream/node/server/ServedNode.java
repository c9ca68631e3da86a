package dev.dermstream.node.server;

import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Provenance;

/**
 * Everything that requests on one engine share: its model and the way images get to the model.
 *
 * @param release that the model was loaded for; answers may be of another of the same model
 */
record ServedNode(String nodeId, Release release, ServingModel model, ImagePreparer preparer) {
  /** Where an answer comes from; {@code adapter} is empty or {@code NAME@HEX}. */
  Provenance provenance(Release of, Profile profile, String adapter) {
    return Provenance.newBuilder()
        .setReleaseId(of.id())
        .setNodeId(nodeId)
        .setEngine(model.engine())
        .setProfile(profile.name())
        .setAdapter(adapter)
        .setModelSha256(of.modelDigest())
        .setPreprocessingSha256(of.preprocessingDigest())
        .build();
  }
}
