package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.adapter.AdapterBase;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.FileDigest;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.node.health.OpenEngines;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.oip.ProfileVersion;
import dev.dermstream.node.oip.ProfileVersion.Source;
import dev.dermstream.node.repository.HostedProfile;
import dev.dermstream.node.repository.ProfileHost;
import dev.dermstream.node.repository.Uses;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.Succession;
import dev.dermstream.v1.ProfileInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Tells which pipeline answers for a profile: the release's own first, then its adapters', then the
 * vision-language models of the repository, each with a pipeline of its own. Thread-safe.
 */
final class RepositoryProfiles implements ProfileHost {
  private final NodeConfig config;
  private final NodeReleases releases;
  private final NodeParts parts;
  private final Map<String, RepositoryBase> models = new ConcurrentHashMap<>();
  private final Set<OpenEngines<ServingEngine>> loaded = ConcurrentHashMap.newKeySet();

  /**
   * Serves nothing yet.
   *
   * @param releases the names of whose profiles are taken, and whose notice every answer carries
   * @param parts shared with the release's model
   */
  RepositoryProfiles(NodeConfig config, NodeReleases releases, NodeParts parts) {
    this.config = config;
    this.releases = releases;
    this.parts = parts;
  }

  /**
   * What answers a request for a profile.
   *
   * @param releaseId of a release that the node has, empty for the present one; without effect on a
   *     profile of the repository
   * @throws ServiceException PROFILE_NOT_FOUND if nothing does, ENGINE_FAILED if its engine is
   *     being built anew, RELEASE_MISMATCH if the node does not have the release
   */
  ProfileUse use(String profile, String releaseId) {
    Optional<Succession<NodeRelease>.Use> release = releases.use(releaseId);
    if (release.isPresent()) {
      Optional<ProfileUse> use = use(profile, release.get());
      if (use.isPresent()) {
        return use.get();
      }
    }
    return useOfRepository(profile)
        .orElseThrow(() ->
            release.isPresent()
                ? new ServiceException(
                    ErrorCode.PROFILE_NOT_FOUND,
                    "The release has no profile " + shown(profile) + ".")
                : new ServiceException(
                    ErrorCode.RELEASE_MISMATCH,
                    "The node does not serve that release now; try again."));
  }

  /** A request's hold on a profile of a release; without one the release is let go. */
  private static Optional<ProfileUse> use(String profile, Succession<NodeRelease>.Use held) {
    boolean used = false;
    try {
      NodeRelease release = held.serving();
      Optional<ProfileUse> use = use(profile, release, held::close);
      used = use.isPresent();
      return use;
    } finally {
      if (!used) {
        held.close();
      }
    }
  }

  private static Optional<ProfileUse> use(String profile, NodeRelease release, Runnable end) {
    boolean own = release.release().profile(profile).isPresent();
    Optional<Profile> adapted = own ? Optional.empty() : release.adapters().find(profile);
    if (!own && adapted.isEmpty()) {
      return Optional.empty();
    }
    Pipeline pipeline = release.watch().engine().pipeline();
    // Of the release that the model was loaded for: the same by every byte, and known to the model.
    Profile found =
        adapted.orElseGet(() -> pipeline.node().release().profile(profile).orElseThrow());
    return Optional.of(new ProfileUse(pipeline, found, release.release(), end));
  }

  private Optional<ProfileUse> useOfRepository(String profile) {
    Optional<RepositoryProfile> served = serving(profile);
    while (served.isPresent()) {
      Optional<ProfileUse> use = served.get().use(profile);
      if (use.isPresent()) {
        return use;
      }
      // Retired between the two; its successor, if any, was published before.
      Optional<RepositoryProfile> successor = serving(profile);
      served = successor.equals(served) ? Optional.empty() : successor;
    }
    return Optional.empty();
  }

  /** The model that answers for an adapter of that name or, if there is none, for its own. */
  private Optional<RepositoryProfile> serving(String profile) {
    return serving()
        .filter(model -> model.adapters().find(profile).isPresent())
        .findFirst()
        .or(() -> Optional.ofNullable(models.get(profile)).flatMap(RepositoryBase::serving));
  }

  private Stream<RepositoryProfile> serving() {
    return models.values().stream().flatMap(model -> model.serving().stream());
  }

  /** A caller's name of bounded length and plain characters. */
  private static String shown(String name) {
    String plain = name.replaceAll("[^\\p{Alnum}._-]", "?");
    return plain.length() <= 64 ? plain : plain.substring(0, 64) + "...";
  }

  /** What answers for every profile now, by its name. */
  Map<String, ProfileVersion> versions() {
    Map<String, ProfileVersion> versions = new HashMap<>();
    serving()
        .forEach(model ->
            versions.put(model.name(), new ProfileVersion(Source.MODEL, model.version(), "")));
    serving().forEach(model -> putAdapters(model.adapters(), model.version(), versions));
    NodeRelease present = releases.present();
    Release release = present.release();
    putAdapters(present.adapters(), release.id(), versions);
    release
        .profiles()
        .keySet()
        .forEach(name -> versions.put(name, new ProfileVersion(Source.RELEASE, release.id(), "")));
    return versions;
  }

  /** What runs a profile now; empty while nothing does. */
  Optional<RunningEngine> engine(String profile) {
    try (ProfileUse use = use(profile, "")) {
      return Optional.of(use.pipeline().node().model().runningEngine());
    } catch (ServiceException e) {
      // It has gone meanwhile, or its engine is being built anew.
      return Optional.empty();
    }
  }

  private static void putAdapters(
      AdapterProfiles adapters, String releaseId, Map<String, ProfileVersion> versions) {
    adapters
        .identities()
        .forEach((name, identity) ->
            versions.put(name, new ProfileVersion(Source.ADAPTER, releaseId, identity)));
  }

  /** Why a profile does not answer now; empty if it does. */
  Optional<String> lack(String profile) {
    NodeRelease present = releases.present();
    return present.release().profile(profile).isPresent()
            || present.adapters().find(profile).isPresent()
        ? present.watch().lack()
        : serving(profile)
            .map(RepositoryProfile::lack)
            .orElseGet(() -> Optional.of("it is not loaded"));
  }

  /** The release and every profile that answers now, by name. */
  dev.dermstream.v1.Release describe() {
    Map<String, ProfileInfo> served = new TreeMap<>();
    serving()
        .forEach(model ->
            served.put(model.name(), ProfileInfos.of(model.profile(), model.version(), "")));
    serving().forEach(model -> tellAdapters(model.adapters(), model.version(), served));
    NodeRelease present = releases.present();
    Release release = present.release();
    tellAdapters(present.adapters(), release.id(), served);
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

  private static void tellAdapters(
      AdapterProfiles adapters, String releaseId, Map<String, ProfileInfo> served) {
    adapters
        .identities()
        .forEach((name, identity) ->
            adapters
                .find(name)
                .ifPresent(
                    profile -> served.put(name, ProfileInfos.of(profile, releaseId, identity))));
  }

  /** True if no model is in memory any more, so that the image decoder can be freed. */
  boolean haveEnded() {
    return loaded.stream().allMatch(OpenEngines::areFreed);
  }

  @Override
  public Map<String, AdapterBase> bases() {
    Map<String, AdapterBase> bases = new TreeMap<>();
    models.forEach((name, model) -> model.serving().ifPresent(serving -> bases.put(name, model)));
    bases.put(AdapterProfiles.RELEASE, releases);
    return bases;
  }

  @Override
  public HostedProfile start(String name, Path files, EngineConfig engine, Uses uses)
      throws IOException {
    Release release = releases.release();
    if (release.profiles().containsKey(name)) {
      throw new IOException(files + ": the release has a profile " + name + " already");
    }
    String digest = FileDigest.ofDirectory(files);
    Release export = Release.ofExport(name, files, digest, release.notice());
    ServingEngines engines =
        new ServingEngines(
            config,
            export,
            () -> load(export, digest, engine),
            name,
            parts.cache().of(HexFormat.of().parseHex(digest)),
            parts);
    loaded.removeIf(OpenEngines::areFreed);
    boolean right = false;
    try {
      ServingEngine first = engines.build();
      loaded.add(engines.open());
      EngineWatch<ServingEngine> watch = parts.health().watch(name, first, engines);
      right = true;
      return new RepositoryProfile(this, export, engines, watch, uses);
    } finally {
      if (!right) {
        RepositoryProfile.free(engines);
      }
    }
  }

  private ServingModel load(Release export, String digest, EngineConfig engine) throws IOException {
    ServingModel model =
        ServingModel.load(
            "The model " + export.id(),
            export.directory(),
            export.profiles().values(),
            // Beside the release, which serves; one model has few profiles.
            1,
            engine,
            config.guide(),
            config.generation(),
            config.adapters(),
            parts.health().runs().get());
    boolean right = false;
    try {
      // An answer names the bytes that it comes from, also after years and another engine.
      if (!FileDigest.ofDirectory(export.directory()).equals(digest)) {
        throw new IOException(export.directory() + ": the files have changed; load them again");
      }
      right = true;
      return model;
    } finally {
      if (!right) {
        model.close();
      }
    }
  }

  void publish(RepositoryProfile profile) {
    models
        .computeIfAbsent(profile.name(), name -> new RepositoryBase(name, releases::release))
        .publish(profile);
  }

  void withdraw(RepositoryProfile profile) {
    Objects.requireNonNull(models.get(profile.name())).withdraw(profile);
  }
}
