package dev.dermstream.node.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One graph of fixed shape in DJL's TensorRT engine, which builds it when it is loaded and keeps
 * nothing of what it built. Its buffers are the session's own, so runs follow one another.
 */
final class TensorRtGraph implements TensorGraph {
  private final OnnxSignature signature;
  private final String engine;
  private final Model model;
  private final Predictor<HostTensor, Map<String, HostTensor>> predictor;

  private TensorRtGraph(OnnxSignature signature, String engine, Model model) {
    this.signature = signature;
    this.engine = engine;
    this.model = model;
    this.predictor = model.newPredictor(new HostTensors());
  }

  /**
   * Loads a graph; only where {@link TensorRtProbe} has found the engine.
   *
   * @param signature of the original, with one input
   */
  static TensorRtGraph load(Path file, OnnxSignature signature, int gpu) throws IOException {
    elementType(signature.inputs().getFirst().type());
    return EngineStack.call(() -> {
      String engine =
          TensorRtProbe.ENGINE
              + " "
              + Engine.getEngine(TensorRtProbe.ENGINE).getVersion()
              + " gpu:"
              + gpu;
      String name = String.valueOf(file.getFileName());
      Model model = Model.newInstance(name, Device.gpu(gpu), TensorRtProbe.ENGINE);
      boolean loaded = false;
      try {
        model.load(Objects.requireNonNull(file.toAbsolutePath().getParent()), name, Map.of());
        TensorRtGraph graph = new TensorRtGraph(signature, engine, model);
        loaded = true;
        return graph;
      } catch (MalformedModelException e) {
        throw new IOException(file + ": not a graph that TensorRT takes", e);
      } finally {
        if (!loaded) {
          model.close();
        }
      }
    });
  }

  @Override
  public String platform() {
    return "tensorrt_plan";
  }

  @Override
  public String engine() {
    return engine;
  }

  @Override
  public List<TensorSpec> inputs() {
    return signature.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return signature.outputs();
  }

  @Override
  public synchronized Run run(
      Map<String, HostTensor> values, Set<String> wanted, boolean alone, RunStop stop) {
    HostTensor input =
        Objects.requireNonNull(values.get(signature.inputs().getFirst().name()), "the input");
    long begunNanos = System.nanoTime();
    try {
      Map<String, HostTensor> outputs = predictor.predict(input);
      if (!wanted.isEmpty()) {
        outputs.keySet().retainAll(wanted);
      }
      return new Run(outputs, 0, System.nanoTime() - begunNanos, 0);
    } catch (TranslateException | RuntimeException e) {
      throw new ServiceException(
          ErrorCode.ENGINE_FAILED, "The engine failed or ran out of memory.", e);
    }
  }

  @Override
  public synchronized void close() {
    predictor.close();
    model.close();
  }

  private static DataType elementType(TensorType type) throws IOException {
    return switch (type) {
      case FP32 -> DataType.FLOAT32;
      case FP16 -> DataType.FLOAT16;
      case INT32 -> DataType.INT32;
      case INT8 -> DataType.INT8;
      case BOOL -> DataType.BOOLEAN;
      default -> throw new IOException("TensorRT takes no elements of " + type);
    };
  }

  private static TensorType tensorType(DataType type) {
    return switch (type) {
      case FLOAT32 -> TensorType.FP32;
      case FLOAT16 -> TensorType.FP16;
      case INT32 -> TensorType.INT32;
      case INT8 -> TensorType.INT8;
      case BOOLEAN -> TensorType.BOOL;
      default -> throw new IllegalStateException("TensorRT gave " + type);
    };
  }

  /** Copies in and out: the engine's arrays are overwritten by the next run. */
  private static final class HostTensors
      implements Translator<HostTensor, Map<String, HostTensor>> {
    @Override
    public NDList processInput(TranslatorContext ctx, HostTensor input) throws IOException {
      return new NDList(
          ctx.getNDManager()
              .create(input.data(), new Shape(input.shape()), elementType(input.type())));
    }

    @Override
    public Map<String, HostTensor> processOutput(TranslatorContext ctx, NDList list) {
      Map<String, HostTensor> outputs = new LinkedHashMap<>();
      for (NDArray array : list) {
        ByteBuffer bound = array.toByteBuffer().duplicate().rewind();
        ByteBuffer copy = ByteBuffer.allocateDirect(bound.remaining()).put(bound).flip();
        outputs.put(
            array.getName(),
            HostTensor.of(tensorType(array.getDataType()), array.getShape().getShape(), copy));
      }
      return outputs;
    }

    @Override
    public @Nullable Batchifier getBatchifier() {
      return null;
    }
  }
}
