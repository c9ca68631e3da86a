package dev.dermstream.node.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A graph on the session that DJL made, taken from it because only there every type passes. */
final class OnnxTensorGraph implements TensorGraph {
  private final OnnxGraph graph;
  private final Optional<OnnxGraph> wide;
  private final LoneRuns<OrtSession> sessions;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  private OnnxTensorGraph(OnnxGraph graph, Optional<OnnxGraph> wide)
      throws OrtException, IOException {
    OrtSession session = session(graph);
    this.graph = graph;
    this.wide = wide;
    this.sessions = new LoneRuns<>(session, wide.map(OnnxTensorGraph::session));
    this.inputs = specs(session.getInputInfo());
    this.outputs = specs(session.getOutputInfo());
  }

  /**
   * Loads a graph for one device.
   *
   * @throws IOException if it cannot be loaded; the file is named
   */
  static OnnxTensorGraph load(Path file, EngineConfig settled, int gpu, GraphShapes shapes)
      throws IOException {
    OnnxGraph graph = OnnxGraph.load(file, settled, gpu, shapes);
    Optional<OnnxGraph> wide = Optional.empty();
    boolean whole = false;
    try {
      OnnxTensorGraph narrow = new OnnxTensorGraph(graph, wide);
      wide = WideTrial.open(file, settled, graph, narrow.trial(shapes), OtherWork.NONE);
      OnnxTensorGraph loaded = wide.isEmpty() ? narrow : new OnnxTensorGraph(graph, wide);
      whole = true;
      return loaded;
    } catch (OrtException e) {
      throw new IOException(file + ": its inputs and outputs cannot be read", e);
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    } finally {
      if (!whole) {
        graph.close();
        wide.ifPresent(OnnxGraph::close);
      }
    }
  }

  private static OrtSession session(OnnxGraph graph) {
    return OnnxTensors.session(graph.block());
  }

  private Optional<WideTrial.Trial> trial(GraphShapes shapes) {
    return MadeUpInputs.of(inputs, shapes, 1)
        .map(values -> tried -> run(session(tried), values, Set.of(), new RunStop()));
  }

  @Override
  public String platform() {
    return "onnxruntime_onnx";
  }

  @Override
  public String engine() {
    return graph.engine();
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public Run run(Map<String, HostTensor> values, Set<String> wanted, boolean alone, RunStop stop) {
    return sessions.run(alone, session -> run(session, values, wanted, stop));
  }

  private static Run run(
      OrtSession session, Map<String, HostTensor> values, Set<String> wanted, RunStop stop) {
    long begunNanos = System.nanoTime();
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, HostTensor> value : values.entrySet()) {
        tensors.put(value.getKey(), toOnnx(value.getKey(), value.getValue()));
      }
      long fedNanos = System.nanoTime();
      try (OrtSession.Result result = infer(session, tensors, wanted, stop)) {
        long ranNanos = System.nanoTime();
        Map<String, HostTensor> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
          outputs.put(output.getKey(), toHost(output.getKey(), output.getValue()));
        }
        return new Run(
            outputs, fedNanos - begunNanos, ranNanos - fedNanos, System.nanoTime() - ranNanos);
      }
    } catch (OrtException e) {
      throw stop.isStopped() ? RunStop.failure(e) : RunFailure.of(e);
    } catch (OutOfMemoryError e) {
      throw RunFailure.outOfMemory(e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static OrtSession.Result infer(
      OrtSession session, Map<String, OnnxTensor> tensors, Set<String> wanted, RunStop stop)
      throws OrtException {
    try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
      stop.bind(options);
      try {
        return session.run(tensors, wanted.isEmpty() ? session.getOutputNames() : wanted, options);
      } finally {
        stop.unbind();
      }
    }
  }

  private static OnnxTensor toOnnx(String name, HostTensor value) throws OrtException {
    if (value.type() == TensorType.BYTES) {
      return OnnxTensor.createTensor(
          OrtEnvironment.getEnvironment(), TextElements.decode(name, value), value.shape());
    }
    ByteBuffer data = value.data();
    if (!data.isDirect() || !data.hasRemaining()) {
      // One byte more, because the address of an empty buffer may be none.
      ByteBuffer copy = ByteBuffer.allocateDirect(data.remaining() + 1);
      data = copy.put(data).flip();
    }
    return OnnxTensors.create(value.type(), value.shape(), data);
  }

  private static HostTensor toHost(String name, OnnxValue value) throws OrtException {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "The output " + name + " is a sequence or a map, not a tensor.");
    }
    TensorInfo info = tensor.getInfo();
    TensorType type =
        OnnxTensors.tensorType(info.onnxType)
            .orElseThrow(() -> new IllegalStateException(name + " is of " + info.onnxType));
    if (type == TensorType.BYTES) {
      return HostTensor.ofBytes(info.getShape(), TextElements.encode(tensor.getValue()));
    }
    return HostTensor.of(type, info.getShape(), tensor.getByteBuffer());
  }

  private static List<TensorSpec> specs(Map<String, NodeInfo> nodes) throws IOException {
    List<TensorSpec> specs = new ArrayList<>();
    for (NodeInfo node : nodes.values()) {
      if (!(node.getInfo() instanceof TensorInfo info)) {
        throw new IOException(node.getName() + " is a sequence or a map, not a tensor");
      }
      TensorType type =
          OnnxTensors.tensorType(info.onnxType)
              .orElseThrow(
                  () -> new IOException(node.getName() + " has elements of " + info.onnxType));
      specs.add(new TensorSpec(node.getName(), type, info.getShape()));
    }
    return List.copyOf(specs);
  }

  @Override
  public void close() {
    graph.close();
    wide.ifPresent(OnnxGraph::close);
  }
}
