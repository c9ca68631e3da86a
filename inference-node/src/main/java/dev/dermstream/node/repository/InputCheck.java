package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Refuses requests that a model's declaration already rules out. */
final class InputCheck {
  private InputCheck() {}

  /**
   * Checks names, types and shapes.
   *
   * @throws ServiceException INVALID_INPUT with the first thing that is wrong
   */
  static void require(LoadedModel model, Map<String, HostTensor> inputs, Set<String> wanted) {
    for (TensorSpec spec : model.inputs()) {
      HostTensor given = inputs.get(spec.name());
      if (given == null) {
        throw invalid("The input %s is missing.".formatted(spec.name()));
      }
      requireFit(spec, given);
    }
    if (inputs.size() > model.inputs().size()) {
      throw invalid(
          "The model takes %d inputs, not %d.".formatted(model.inputs().size(), inputs.size()));
    }
    List<String> outputs = model.outputs().stream().map(TensorSpec::name).toList();
    if (!outputs.containsAll(wanted)) {
      throw invalid("The model has no such output; it has %s.".formatted(outputs));
    }
  }

  private static void requireFit(TensorSpec spec, HostTensor given) {
    if (given.type() != spec.type() || !spec.accepts(given.shape())) {
      throw invalid(
          "The input %s is %s%s; the model takes %s%s."
              .formatted(
                  spec.name(),
                  given.type(),
                  TensorSpec.shown(given.shape()),
                  spec.type(),
                  TensorSpec.shown(spec.shape())));
    }
  }

  /**
   * Rows of a request to a model that batches.
   *
   * @throws ServiceException INVALID_INPUT if the inputs disagree, or there are none or too many
   */
  static int rows(Map<String, HostTensor> inputs, int mostRows) {
    long[] rows =
        inputs.values().stream().mapToLong(input -> input.shape()[0]).distinct().toArray();
    if (rows.length != 1) {
      throw invalid("The first axes of the inputs, the batch, differ.");
    }
    if (rows[0] < 1 || rows[0] > mostRows) {
      throw invalid(
          "A batch has 1 to %d rows here; the request has %d.".formatted(mostRows, rows[0]));
    }
    return Math.toIntExact(rows[0]);
  }

  static ServiceException invalid(String sentence) {
    return new ServiceException(ErrorCode.INVALID_INPUT, sentence);
  }
}
