package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.node.repository.HostedProfile;
import dev.dermstream.node.repository.Uses;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A vision-language model of the repository with engines of its own. Thread-safe. */
final class RepositoryProfile implements HostedProfile {
  private static final Logger log = LoggerFactory.getLogger(RepositoryProfile.class);

  /** One token or one image takes at most seconds; a stage that has not ended by then is stuck. */
  private static final Duration ENGINE_LIMIT = Duration.ofSeconds(60);

  private final RepositoryProfiles profiles;
  private final Release export;
  private final ServingEngines engines;
  private final EngineWatch<ServingEngine> watch;
  private final Uses uses;

  /**
   * @param engines closed with this
   * @param watch of them; closed with this
   */
  RepositoryProfile(
      RepositoryProfiles profiles,
      Release export,
      ServingEngines engines,
      EngineWatch<ServingEngine> watch,
      Uses uses) {
    this.profiles = profiles;
    this.export = export;
    this.engines = engines;
    this.watch = watch;
    this.uses = uses;
  }

  /** The profile's name, which is the model's. */
  String name() {
    return export.defaultProfile();
  }

  /** {@code NAME@DIGEST} of the model's files. */
  String version() {
    return export.id();
  }

  Profile profile() {
    return export.profile("").orElseThrow();
  }

  /** Profiles beside it, on the same model. */
  AdapterProfiles adapters() {
    return engines.adapters();
  }

  /**
   * A request's hold; empty if this model has been replaced and is no longer in use.
   *
   * @param profile the model's own, or one of its adapters
   * @throws ServiceException ENGINE_FAILED while its engine is being built anew
   */
  Optional<ProfileUse> use(String profile) {
    Optional<Profile> found =
        profile.equals(name()) ? export.profile("") : adapters().find(profile);
    if (found.isEmpty() || !uses.tryAcquire()) {
      return Optional.empty();
    }
    boolean held = false;
    try {
      Pipeline pipeline = watch.engine().pipeline();
      held = true;
      return Optional.of(new ProfileUse(pipeline, found.get(), export, uses::release));
    } finally {
      if (!held) {
        uses.release();
      }
    }
  }

  @Override
  public RunningEngine engine() {
    return adapters().engine();
  }

  @Override
  public Optional<String> lack() {
    return watch.lack();
  }

  @Override
  public void publish() {
    profiles.publish(this);
  }

  @Override
  public void withdraw() {
    profiles.withdraw(this);
  }

  @Override
  public void close() {
    watch.close();
    engines
        .open()
        .fail(
            new ServiceException(
                ErrorCode.NOT_READY, "The model has been replaced or unloaded; ask again."));
    free(engines);
    engines.forget();
  }

  /** Frees every engine as soon as its last run has ended, which is waited for so long. */
  static void free(ServingEngines engines) {
    try {
      if (!engines.open().close(ENGINE_LIMIT)) {
        log.warn("An inference still runs; its model stays in memory until it ends");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while inferences ended; a model's memory is freed when they have", e);
    }
  }
}
