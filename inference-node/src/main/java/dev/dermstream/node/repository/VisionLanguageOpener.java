package dev.dermstream.node.repository;

import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.platform.release.Profile;
import java.io.IOException;

/**
 * Opens vision-language exports: graphs, configurations and {@code profile.json} in one folder,
 * served as the profile of the folder's name.
 */
final class VisionLanguageOpener implements ModelOpener {
  private static final String PLATFORM = "onnxruntime_vision_language";

  private final EngineConfig node;
  private final ProfileHost host;

  /**
   * Opens exports.
   *
   * @param node the node's own settings
   */
  VisionLanguageOpener(EngineConfig node, ProfileHost host) {
    this.node = node;
    this.host = host;
  }

  @Override
  public OpenModel open(String name, ModelVersion version, ServingProperties properties)
      throws IOException {
    ModelDirectory.requireWhole(version.directory(), Profile.FILE_NAME);
    if (properties.allVersions()) {
      throw new IOException(
          version.directory() + ": of a profile one version is served; option.versions is not all");
    }
    if (properties.imageInput().isPresent()) {
      throw new IOException(
          version.directory() + ": a profile takes pictures by itself; option.image_input is none");
    }
    Uses uses = new Uses();
    HostedProfile profile = host.start(name, version.directory(), properties.engine(node), uses);
    profile.publish();
    return new NamedProfile(name, version, properties, PLATFORM, profile, uses);
  }
}
