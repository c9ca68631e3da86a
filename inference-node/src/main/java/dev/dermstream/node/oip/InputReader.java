package dev.dermstream.node.oip;

import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the inputs of a request and holds them to what the model declares: what passes here has the
 * declared names, types and shapes, and as much data as it says.
 */
final class InputReader {
  /** Beyond this no engine goes, and every number of a shape costs work. */
  private static final int MOST_AXES = 32;

  private static final String SHARED_MEMORY = "shared_memory_region";

  private final ModelInferRequest request;
  private final ModelDescription model;
  private final boolean raw;

  private InputReader(ModelInferRequest request, ModelDescription model) {
    this.request = request;
    this.model = model;
    this.raw = request.getRawInputContentsCount() > 0;
  }

  /**
   * Reads every input.
   *
   * @throws dev.dermstream.error.ServiceException INVALID_INPUT with what is wrong
   */
  static Map<String, HostTensor> read(ModelInferRequest request, ModelDescription model) {
    return new InputReader(request, model).readAll();
  }

  private Map<String, HostTensor> readAll() {
    List<InferInputTensor> sent = request.getInputsList();
    if (raw && request.getRawInputContentsCount() != sent.size()) {
      throw Refusal.invalid(
          "There are %d inputs and %d entries of raw_input_contents; each input needs its own.",
          sent.size(), request.getRawInputContentsCount());
    }
    Map<String, HostTensor> inputs = new LinkedHashMap<>();
    for (int i = 0; i < sent.size(); i++) {
      TensorSpec spec = spec(sent.get(i));
      if (inputs.put(spec.name(), read(sent.get(i), spec, i)) != null) {
        throw Refusal.invalid("Input %s came twice.", spec.name());
      }
    }
    requireComplete(inputs);
    requireSameRows(inputs);
    return inputs;
  }

  private TensorSpec spec(InferInputTensor input) {
    return model
        .input(input.getName())
        .orElseThrow(() ->
            Refusal.invalid(
                "Model %s has no input %s.", model.name(), Refusal.shown(input.getName())));
  }

  private HostTensor read(InferInputTensor input, TensorSpec spec, int index) {
    requireInBand(input);
    requireType(input, spec);
    long[] shape = shape(input, spec);
    HostTensor tensor =
        raw
            ? RawContents.read(spec.name(), spec.type(), shape, request.getRawInputContents(index))
            : TypedContents.read(spec.name(), spec.type(), shape, input.getContents());
    FiniteValues.require(spec.name(), tensor);
    return tensor;
  }

  private void requireInBand(InferInputTensor input) {
    if (raw && input.hasContents()) {
      throw Refusal.invalid(
          "Input %s has contents beside raw_input_contents; send one of both.", input.getName());
    }
    if (input.containsParameters(SHARED_MEMORY)) {
      throw Refusal.invalid(
          "Input %s lies in shared memory, which this server does not read; send its contents.",
          input.getName());
    }
  }

  private static void requireType(InferInputTensor input, TensorSpec spec) {
    TensorType type =
        TensorType.named(input.getDatatype())
            .orElseThrow(() ->
                Refusal.invalid(
                    "Input %s: there is no datatype %s.",
                    spec.name(), Refusal.shown(input.getDatatype())));
    if (type != spec.type()) {
      throw Refusal.invalid(
          "Input %s is %s in this model, not %s.", spec.name(), spec.type(), type);
    }
  }

  private long[] shape(InferInputTensor input, TensorSpec spec) {
    if (input.getShapeCount() > MOST_AXES) {
      throw Refusal.invalid("Input %s has %d axes.", spec.name(), input.getShapeCount());
    }
    long[] shape = input.getShapeList().stream().mapToLong(Long::longValue).toArray();
    try {
      HostTensor.byteCount(spec.type(), shape);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("Input %s: %s.", spec.name(), String.valueOf(e.getMessage()));
    }
    if (!spec.accepts(shape)) {
      throw Refusal.invalid(
          "Input %s has the shape %s in this model, not %s.",
          spec.name(), TensorSpec.shown(spec.shape()), TensorSpec.shown(shape));
    }
    return shape;
  }

  private void requireComplete(Map<String, HostTensor> inputs) {
    for (TensorSpec spec : model.inputs()) {
      if (!inputs.containsKey(spec.name()) && !model.optionalInputs().contains(spec.name())) {
        throw Refusal.invalid("Input %s is missing.", spec.name());
      }
    }
  }

  /** Rows of several requests are told apart by their number alone. */
  private void requireSameRows(Map<String, HostTensor> inputs) {
    if (model.batching().isEmpty()) {
      return;
    }
    int most = model.batching().get().maxRows();
    long rows = -1;
    for (Map.Entry<String, HostTensor> input : inputs.entrySet()) {
      long own = input.getValue().shape()[0];
      if (own < 1 || own > most) {
        throw Refusal.invalid(
            "Input %s has %d rows; the model takes 1 to %d.", input.getKey(), own, most);
      }
      if (rows >= 0 && own != rows) {
        throw Refusal.invalid("Input %s has %d rows, another input %d.", input.getKey(), own, rows);
      }
      rows = own;
    }
  }
}
