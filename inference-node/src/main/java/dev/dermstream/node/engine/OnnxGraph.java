package dev.dermstream.node.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One ONNX graph in DJL's OnnxRuntime engine. Inputs and outputs are matched by name. Thread-safe:
 * runs may overlap; every run's tensors belong to the manager of its inputs.
 */
final class OnnxGraph implements AutoCloseable {
  static final String ENGINE = "OnnxRuntime";

  private final String name;
  private final String engine;
  private final Model model;
  private final Map<String, InputSpec> inputs;
  private final ParameterStore parameters;

  private OnnxGraph(String name, String engine, Model model, Map<String, InputSpec> declared) {
    this.name = name;
    this.engine = engine;
    this.model = model;
    this.inputs = declared;
    this.parameters = new ParameterStore(model.getNDManager(), false);
    // Graphs of old opsets declare their weights as inputs too.
    inputs.keySet().retainAll(model.describeInput().keys());
  }

  /** Loads a graph on the first device of a settled configuration. */
  static OnnxGraph load(Path file, EngineConfig config) throws IOException {
    int gpu = config.gpus().stream().findFirst().orElse(0);
    return load(file, config, gpu, GraphShapes.ONE_ROW);
  }

  /**
   * Loads a graph.
   *
   * @param config settled: one provider
   * @param gpu the device, unless the provider is the CPU
   */
  static OnnxGraph load(Path file, EngineConfig config, int gpu, GraphShapes shapes)
      throws IOException {
    OperatorThreads threads = OperatorThreads.narrow(config);
    return EngineStack.call(() -> loadHere(file, config, threads, gpu, shapes));
  }

  /** Loads a graph on the CPU whose operators work on all processors. */
  static OnnxGraph loadWide(Path file, EngineConfig config) throws IOException {
    return EngineStack.call(
        () -> loadHere(file, config, OperatorThreads.wide(), 0, GraphShapes.ONE_ROW));
  }

  private static OnnxGraph loadHere(
      Path file, EngineConfig config, OperatorThreads threads, int gpu, GraphShapes shapes)
      throws IOException {
    String name = String.valueOf(file.getFileName());
    OfflineEngine.prepare();
    String engine = EngineName.describe(config.describe(gpu));
    Map<String, InputSpec> declared = InputSpec.read(file);
    ExternalWeights.require(file);
    // DJL would add CUDA by itself, without options, for a model on a GPU; a second CUDA is an
    // error. Its arrays are in host memory wherever the session runs.
    Model model = Model.newInstance(name, Device.cpu(), ENGINE);
    boolean loaded = false;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      threads.apply(options);
      SessionSetup.apply(options, file, config, gpu, declared.values(), shapes);
      model.load(
          Objects.requireNonNull(file.toAbsolutePath().getParent()),
          name,
          Map.of("sessionOptions", options));
      OnnxGraph graph = new OnnxGraph(name, engine, model, declared);
      loaded = true;
      return graph;
    } catch (MalformedModelException | OrtException e) {
      throw new IOException(file + ": not a graph that ONNX Runtime takes", e);
    } finally {
      if (!loaded) {
        model.close();
      }
    }
  }

  /** What runs the graph, as answers name it. */
  String engine() {
    return engine;
  }

  /** The graph's block in DJL. */
  Block block() {
    return model.getBlock();
  }

  boolean takes(String input) {
    return inputs.containsKey(input);
  }

  Set<String> inputs() {
    return inputs.keySet();
  }

  /** An input that the graph takes. */
  InputSpec input(String input) {
    return Objects.requireNonNull(inputs.get(input), input);
  }

  /** Owns the tensors of a run; to be closed by the caller. */
  NDManager newManager() {
    return model.getNDManager().newSubManager();
  }

  /**
   * Runs the graph.
   *
   * @param named every input, each with its name set
   * @return outputs with their names, owned by the manager of the inputs
   */
  NDList run(NDList named) {
    return model.getBlock().forward(parameters, named, false);
  }

  /** An output by name. */
  NDArray output(NDList outputs, String output) {
    NDArray array = outputs.get(output);
    if (array == null) {
      throw new IllegalStateException(name + " gives no " + output);
    }
    return array;
  }

  /** Refuses a graph that wants more than is known, or lacks what is needed. */
  void requireInputs(Set<String> needed, Set<String> known) throws IOException {
    for (String input : needed) {
      if (!inputs.containsKey(input)) {
        throw new IOException(name + ": takes no input " + input);
      }
    }
    for (String input : inputs.keySet()) {
      if (!known.contains(input)) {
        throw new IOException(name + ": wants the input " + input + ", which is not fed here");
      }
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
