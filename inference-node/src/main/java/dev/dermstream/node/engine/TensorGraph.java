package dev.dermstream.node.engine;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Any ONNX graph, run by named tensors of every type of the Open Inference Protocol. Thread-safe;
 * to be closed after its last run has returned. Runs need a thread with {@link EngineStack#BYTES}.
 */
public interface TensorGraph extends AutoCloseable {
  /**
   * What a run gave.
   *
   * @param outputs by name, owned by the caller
   * @param inputNanos time to bring the inputs into the engine
   * @param inferNanos time of the engine
   * @param outputNanos time to bring the outputs back
   */
  record Run(Map<String, HostTensor> outputs, long inputNanos, long inferNanos, long outputNanos) {}

  /**
   * Loads a graph, once for each device.
   *
   * @param settled one engine, as {@link EngineStart} gives it
   * @throws IOException if it cannot be loaded; the file is named. Nothing stays open then
   */
  static List<TensorGraph> load(Path file, EngineConfig settled, GraphShapes shapes)
      throws IOException {
    List<TensorGraph> loaded = new ArrayList<>();
    boolean whole = false;
    try {
      List<Integer> gpus = settled.gpus().isEmpty() ? List.of(0) : settled.gpus();
      for (int gpu : gpus) {
        loaded.add(load(file, settled, gpu, shapes));
      }
      whole = true;
      return loaded;
    } finally {
      if (!whole) {
        loaded.forEach(TensorGraph::close);
      }
    }
  }

  private static TensorGraph load(Path file, EngineConfig settled, int gpu, GraphShapes shapes)
      throws IOException {
    return switch (settled.choice()) {
      case ONNX_RUNTIME -> OnnxTensorGraph.load(file, settled, gpu, shapes);
      case TENSORRT ->
          FixedBatchGraph.load(
              file, shapes, copy -> TensorRtGraph.load(copy, OnnxSignature.read(file), gpu));
      case PYTORCH ->
          throw new IOException(
              file + ": the engine PyTorch runs the release's checkpoint, no ONNX graph");
      case AUTO -> throw new IllegalArgumentException("auto is not settled");
    };
  }

  /** What kind of model this is, in the names of the Open Inference Protocol's servers. */
  String platform();

  /** What runs the graph, as answers name it. */
  String engine();

  /** Every input, in the graph's order. */
  List<TensorSpec> inputs();

  /** Every output, in the graph's order. */
  List<TensorSpec> outputs();

  /**
   * Runs the graph. Input data in direct buffers is read in place, other data is copied.
   *
   * @param wanted outputs by name; empty for all
   * @param alone whether nothing else is known to want the processors meanwhile: the run then gets
   *     all of them where that pays
   * @param stop ends the run from outside, where the engine lets it
   * @throws ServiceException INVALID_INPUT if the graph refuses the values, ENGINE_FAILED if the
   *     device or its memory is at fault, DEADLINE if the run was stopped
   */
  Run run(Map<String, HostTensor> values, Set<String> wanted, boolean alone, RunStop stop);

  /** Runs the graph to its end. */
  default Run run(Map<String, HostTensor> values, Set<String> wanted, boolean alone) {
    return run(values, wanted, alone, new RunStop());
  }

  @Override
  void close();
}
