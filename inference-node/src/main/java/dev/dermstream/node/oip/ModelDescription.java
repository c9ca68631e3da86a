package dev.dermstream.node.oip;

import dev.dermstream.node.tensor.TensorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the protocol tells of one version of a model, and what requests are checked against.
 *
 * @param platform what kind of model it is, for example {@code onnxruntime_onnx}
 * @param inputs in the model's order, the batch axis included
 * @param outputs in the model's order, the batch axis included
 * @param optionalInputs names that a request may leave out
 * @param batching how requests are put together; empty if the model takes one at a time
 * @param workers runs at the same time, at least 1
 * @param decoupled whether a request has more than one response in a stream
 * @param properties what else is to be known of it
 */
record ModelDescription(
    String name,
    String version,
    String platform,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    Set<String> optionalInputs,
    Optional<Batching> batching,
    int workers,
    boolean decoupled,
    Map<String, String> properties) {
  ModelDescription {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    optionalInputs = Set.copyOf(optionalInputs);
    properties = Map.copyOf(properties);
  }

  /**
   * The first axis of every tensor counts rows, and rows of several requests run together.
   *
   * @param maxRows most rows of one request and of one run, at least 1
   */
  record Batching(int maxRows, List<Integer> preferredRows, Duration maxDelay) {
    Batching {
      preferredRows = List.copyOf(preferredRows);
    }
  }

  Optional<TensorSpec> input(String inputName) {
    return named(inputs, inputName);
  }

  Optional<TensorSpec> output(String outputName) {
    return named(outputs, outputName);
  }

  private static Optional<TensorSpec> named(List<TensorSpec> specs, String name) {
    return specs.stream().filter(spec -> spec.name().equals(name)).findFirst();
  }
}
