package dev.dermstream.node.repository;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One version of a model, ready to answer. Thread-safe; the repository opens and closes it. */
public interface LoadedModel {
  /** The folder's name. */
  String name();

  /** The version's folder, a number. */
  String version();

  /** What kind of model this is, for example {@code onnxruntime_onnx} or {@code tensorrt_plan}. */
  String platform();

  /** What runs it. */
  RunningEngine engine();

  /** Why it does not answer now, as part of a sentence; empty if it does. */
  Optional<String> lack();

  /** Every input, in the graph's order. */
  List<TensorSpec> inputs();

  /** Every output, in the graph's order. */
  List<TensorSpec> outputs();

  ServingProperties properties();

  /** What it has answered so far. */
  ModelStatistics statistics();

  /**
   * Runs the model, alone or in a batch with others.
   *
   * @param inputs every input by name; not changed until the answer is there
   * @param wantedOutputs outputs to answer with; empty for all
   * @return the outputs by name, or a ServiceException: INVALID_INPUT if the graph refuses the
   *     values, ENGINE_FAILED if the device is at fault or hangs, DEADLINE or CANCELLED if the
   *     ticket ran out, NOT_READY if this version was replaced and had no time left to answer.
   *     Cancelling it takes the request out of the queue
   * @throws ServiceException INVALID_INPUT if a name, type or shape is not one that the model
   *     declares, OVERLOADED if the queue is full, NOT_READY if this version has been replaced,
   *     ENGINE_FAILED while its engine is being built anew
   */
  CompletableFuture<Map<String, HostTensor>> infer(
      Map<String, HostTensor> inputs, Set<String> wantedOutputs, Ticket ticket);
}
