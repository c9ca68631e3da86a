package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.BatchListener;
import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.FileDigest;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.oip.ProfileVersion;
import dev.dermstream.node.oip.ProfileVersion.Source;
import dev.dermstream.node.repository.HostedProfile;
import dev.dermstream.node.repository.ProfileHost;
import dev.dermstream.node.repository.Uses;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.ProfileInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Tells which pipeline answers for a profile: the release's own first, then its adapters', then the
 * vision-language models of the repository, each with a pipeline of its own. Thread-safe.
 */
final class RepositoryProfiles implements ProfileHost {
  private final NodeConfig config;
  private final Release release;
  private final ImageDecoder decoder;
  private final AdapterProfiles adapters;
  private final Supplier<Pipeline> own;
  private final Map<String, RepositoryProfile> current = new ConcurrentHashMap<>();
  private final AtomicInteger inMemory = new AtomicInteger();

  /**
   * Serves nothing yet.
   *
   * @param release whose profiles' names are taken, and whose notice every answer carries
   * @param adapters of the release's model
   * @param own gives the pipeline of the release's model, or throws ENGINE_FAILED while there is
   *     none
   */
  RepositoryProfiles(
      NodeConfig config,
      Release release,
      AdapterProfiles adapters,
      Supplier<Pipeline> own,
      ImageDecoder decoder) {
    this.config = config;
    this.release = release;
    this.adapters = adapters;
    this.own = own;
    this.decoder = decoder;
  }

  /**
   * What answers a request for a profile.
   *
   * @throws ServiceException PROFILE_NOT_FOUND if nothing does, ENGINE_FAILED if its engine is
   *     being built anew
   */
  ProfileUse use(String profile) {
    Optional<Profile> found = release.profile(profile).or(() -> adapters.find(profile));
    if (found.isPresent()) {
      return new ProfileUse(own.get(), found.get(), () -> {});
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
    throw new ServiceException(
        ErrorCode.PROFILE_NOT_FOUND, "The release has no profile " + shown(profile) + ".");
  }

  /** A caller's name of bounded length and plain characters. */
  private static String shown(String name) {
    String plain = name.replaceAll("[^\\p{Alnum}._-]", "?");
    return plain.length() <= 64 ? plain : plain.substring(0, 64) + "...";
  }

  /** What answers for every profile now, by its name. */
  Map<String, ProfileVersion> versions() {
    Map<String, ProfileVersion> versions = new HashMap<>();
    current.forEach((name, profile) ->
        versions.put(name, new ProfileVersion(Source.MODEL, profile.version(), "")));
    adapters
        .identities()
        .forEach((name, identity) ->
            versions.put(name, new ProfileVersion(Source.ADAPTER, release.id(), identity)));
    release
        .profiles()
        .keySet()
        .forEach(name -> versions.put(name, new ProfileVersion(Source.RELEASE, release.id(), "")));
    return versions;
  }

  /** What runs a profile now; empty while nothing does. */
  Optional<RunningEngine> engine(String profile) {
    try (ProfileUse use = use(profile)) {
      return Optional.of(use.pipeline().node().model().runningEngine());
    } catch (ServiceException e) {
      // It has gone meanwhile, or its engine is being built anew.
      return Optional.empty();
    }
  }

  /** The release and every profile that answers now, by name. */
  dev.dermstream.v1.Release describe() {
    Map<String, ProfileInfo> served = new TreeMap<>();
    current.forEach((name, profile) ->
        served.put(name, ProfileInfos.of(profile.profile(), profile.version(), "")));
    adapters
        .identities()
        .forEach((name, identity) ->
            adapters
                .find(name)
                .ifPresent(
                    profile -> served.put(name, ProfileInfos.of(profile, release.id(), identity))));
    release
        .profiles()
        .forEach((name, profile) -> served.put(name, ProfileInfos.of(profile, release.id(), "")));
    return dev.dermstream.v1.Release.newBuilder()
        .setReleaseId(release.id())
        .setNotice(release.notice())
        .setDefaultProfile(release.defaultProfile())
        .addAllProfiles(served.values())
        .build();
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
            export.profiles().values(),
            engine,
            config.guide(),
            config.generation(),
            config.adapters(),
            new EngineRuns());
    boolean right = false;
    try {
      ServedNode node =
          new ServedNode(
              config.id(),
              export,
              model,
              new AdapterProfiles(export),
              new ImagePreparer(decoder, model));
      Profile profile = export.profile("").orElseThrow();
      model.requireServable(profile);
      model.warmUp(profile);
      // An answer names the bytes that it comes from.
      if (!FileDigest.ofDirectory(files).equals(digest)) {
        throw new IOException(files + ": the files changed while they were read; load them again");
      }
      RepositoryProfile started =
          new RepositoryProfile(
              this,
              new Pipeline(config, node, FeatureCache.off(), batcher -> BatchListener.NONE),
              uses);
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
