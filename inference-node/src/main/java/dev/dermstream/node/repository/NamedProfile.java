package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A model in the repository's list that answers as a profile of its name, not by tensors. */
final class NamedProfile implements OpenModel {
  private final String name;
  private final ModelVersion version;
  private final ServingProperties properties;
  private final String platform;
  private final HostedProfile profile;
  private final Uses uses;
  private final Statistics statistics = new Statistics(Clock.systemUTC());

  /**
   * A profile that is served.
   *
   * @param platform what kind of model it is
   * @param uses of the requests that it answers
   */
  NamedProfile(
      String name,
      ModelVersion version,
      ServingProperties properties,
      String platform,
      HostedProfile profile,
      Uses uses) {
    this.name = name;
    this.version = version;
    this.properties = properties;
    this.platform = platform;
    this.profile = profile;
    this.uses = uses;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return version.text();
  }

  @Override
  public String platform() {
    return platform;
  }

  @Override
  public RunningEngine engine() {
    return profile.engine();
  }

  @Override
  public Optional<String> lack() {
    return profile.lack();
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of();
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of();
  }

  @Override
  public ServingProperties properties() {
    return properties;
  }

  @Override
  public ModelStatistics statistics() {
    return statistics.snapshot();
  }

  @Override
  public CompletableFuture<Map<String, HostTensor>> infer(
      Map<String, HostTensor> inputs, Set<String> wantedOutputs, Ticket ticket) {
    throw new ServiceException(
        ErrorCode.INVALID_INPUT, "The model " + name + " answers as a profile, not by tensors.");
  }

  @Override
  public Uses uses() {
    return uses;
  }

  @Override
  public void withdraw() {
    profile.withdraw();
  }

  @Override
  public void close() {
    profile.close();
  }
}
