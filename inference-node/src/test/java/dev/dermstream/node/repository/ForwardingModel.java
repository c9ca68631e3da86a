package dev.dermstream.node.repository;

import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Hands every call on to another model, for tests that watch one. */
class ForwardingModel implements OpenModel {
  private final OpenModel inner;

  ForwardingModel(OpenModel inner) {
    this.inner = inner;
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public String version() {
    return inner.version();
  }

  @Override
  public String platform() {
    return inner.platform();
  }

  @Override
  public RunningEngine engine() {
    return inner.engine();
  }

  @Override
  public Optional<String> lack() {
    return inner.lack();
  }

  @Override
  public List<TensorSpec> inputs() {
    return inner.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return inner.outputs();
  }

  @Override
  public ServingProperties properties() {
    return inner.properties();
  }

  @Override
  public ModelStatistics statistics() {
    return inner.statistics();
  }

  @Override
  public Uses uses() {
    return inner.uses();
  }

  @Override
  public CompletableFuture<Map<String, HostTensor>> infer(
      Map<String, HostTensor> inputs, Set<String> wantedOutputs, Ticket ticket) {
    return inner.infer(inputs, wantedOutputs, ticket);
  }

  @Override
  public void close() {
    inner.close();
  }
}
