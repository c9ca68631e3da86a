package dev.dermstream.node.server;

import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.FileDigest;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.oip.ProfileVersion;
import dev.dermstream.node.oip.ProfileVersion.Source;
import dev.dermstream.node.repository.HostedProfile;
import dev.dermstream.node.repository.ProfileHost;
import dev.dermstream.node.repository.Uses;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells which pipeline answers for a profile: the release's own first, then its adapters', then the
 * vision-language models of the repository, each with a pipeline of its own that shares the node's
 * places. Thread-safe.
 */
final class RepositoryProfiles implements ProfileHost {
  private final NodeConfig config;
  private final Release release;
  private final ImageDecoder decoder;
  private final NodeAdmission admission;
  private final Map<String, RepositoryProfile> current = new ConcurrentHashMap<>();
  private final AtomicInteger inMemory = new AtomicInteger();

  /**
   * Serves nothing yet.
   *
   * @param release whose profiles' names are taken, and whose notice every answer carries
   * @param admission the node's places
   */
  RepositoryProfiles(
      NodeConfig config, Release release, ImageDecoder decoder, NodeAdmission admission) {
    this.config = config;
    this.release = release;
    this.decoder = decoder;
    this.admission = admission;
  }

  /**
   * What answers a request for a profile.
   *
   * @param own the release's pipeline
   * @throws dev.dermstream.error.ServiceException PROFILE_NOT_FOUND if nothing does
   */
  ProfileUse use(String profile, Pipeline own) {
    Optional<Profile> found = own.node().find(profile);
    if (found.isPresent()) {
      return new ProfileUse(own, found.get(), () -> {});
    }
    RepositoryProfile served = current.get(profile);
    while (served != null) {
      Optional<ProfileUse> use = served.use();
      if (use.isPresent()) {
        return use.get();
      }
      // Retired between the two; its successor, if any, was published before.
      RepositoryProfile successor = current.get(profile);
      served = successor == served ? null : successor;
    }
    throw ServedNode.noProfile(profile);
  }

  /**
   * Versions of all profiles, by name.
   *
   * @param own the release's and its adapters'
   */
  Map<String, ProfileVersion> versions(ServedNode own) {
    Map<String, ProfileVersion> versions = new HashMap<>();
    current.forEach((name, profile) ->
        versions.put(name, new ProfileVersion(Source.MODEL, profile.version(), "")));
    versions.putAll(own.profileVersions());
    return versions;
  }

  /** True if no model is in memory any more, so that the image decoder can be freed. */
  boolean haveEnded() {
    return inMemory.get() == 0;
  }

  @Override
  public HostedProfile start(String name, Path files, EngineConfig engine, Uses uses)
      throws IOException {
    if (release.profiles().containsKey(name)) {
      throw new IOException(files + ": the release has a profile " + name + " already");
    }
    String digest = FileDigest.ofDirectory(files);
    Release export = Release.ofExport(name, files, digest, release.notice());
    ServingModel model =
        ServingModel.load(
            "The model " + export.id(),
            files,
            engine,
            config.guide(),
            config.generation(),
            config.adapters());
    boolean right = false;
    try {
      ServedNode node =
          new ServedNode(
              config.id(),
              export,
              model,
              new AdapterProfiles(export, model),
              new ImagePreparer(decoder, model));
      node.requireServable();
      model.warmUp(export.profile("").orElseThrow());
      // An answer names the bytes that it comes from.
      if (!FileDigest.ofDirectory(files).equals(digest)) {
        throw new IOException(files + ": the files changed while they were read; load them again");
      }
      RepositoryProfile started =
          new RepositoryProfile(this, Pipeline.beside(config, node, admission), uses);
      inMemory.incrementAndGet();
      right = true;
      return started;
    } finally {
      if (!right) {
        model.close();
      }
    }
  }

  void publish(RepositoryProfile profile) {
    current.put(profile.name(), profile);
  }

  void withdraw(RepositoryProfile profile) {
    current.remove(profile.name(), profile);
  }

  void freed() {
    inMemory.decrementAndGet();
  }
}
