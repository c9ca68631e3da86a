package dev.dermstream.node.server;

import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.repository.HostedProfile;
import dev.dermstream.node.repository.Uses;
import dev.dermstream.platform.release.Profile;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A vision-language model of the repository with stages of its own. Thread-safe. */
final class RepositoryProfile implements HostedProfile {
  private static final Logger log = LoggerFactory.getLogger(RepositoryProfile.class);

  /** One token or one image takes at most seconds; a stage that has not ended by then is stuck. */
  private static final Duration STAGE_LIMIT = Duration.ofSeconds(60);

  private final RepositoryProfiles profiles;
  private final Pipeline pipeline;
  private final Uses uses;

  RepositoryProfile(RepositoryProfiles profiles, Pipeline pipeline, Uses uses) {
    this.profiles = profiles;
    this.pipeline = pipeline;
    this.uses = uses;
  }

  /** The profile's name, which is the model's. */
  String name() {
    return pipeline.node().release().defaultProfile();
  }

  /** {@code NAME@DIGEST} of the model's files. */
  String version() {
    return pipeline.node().release().id();
  }

  Profile profile() {
    return pipeline.node().release().profile("").orElseThrow();
  }

  /** A request's hold; empty if this model has been replaced and is no longer in use. */
  Optional<ProfileUse> use() {
    return uses.tryAcquire()
        ? Optional.of(new ProfileUse(pipeline, profile(), uses::release))
        : Optional.empty();
  }

  @Override
  public RunningEngine engine() {
    return pipeline.node().model().runningEngine();
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
    boolean ended = false;
    try {
      ended = pipeline.close(STAGE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (ended) {
      pipeline.node().model().close();
      profiles.freed();
    } else {
      // Freeing native memory under a running engine would end the process.
      log.warn("An inference of {} still runs; its model stays in memory", version());
    }
  }
}
