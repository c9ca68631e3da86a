package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An adapter in the repository's list. It answers as a profile of its base, not by tensors. */
final class AdapterModel implements OpenModel {
  private static final String PLATFORM = "peft_lora";

  private final String name;
  private final ModelVersion version;
  private final ServingProperties properties;
  private final String engine;
  private final Consumer<AdapterModel> onClose;
  private final Uses uses = new Uses();
  private final Statistics statistics = new Statistics(Clock.systemUTC());

  AdapterModel(
      String name,
      ModelVersion version,
      ServingProperties properties,
      String engine,
      Consumer<AdapterModel> onClose) {
    this.name = name;
    this.version = version;
    this.properties = properties;
    this.engine = engine;
    this.onClose = onClose;
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
    return PLATFORM;
  }

  @Override
  public String engine() {
    return engine;
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
        ErrorCode.INVALID_INPUT,
        "The model " + name + " is an adapter: it answers as a profile, not by tensors.");
  }

  @Override
  public Uses uses() {
    return uses;
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
