package dev.dermstream.trainer.onnx;

import ai.djl.engine.Engine;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.dermstream.platform.safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A graph file in ONNX Runtime: named tensors enter, named float tensors leave. */
public final class OrtGraph implements AutoCloseable {
  static {
    // Where both engines share a process, PyTorch must come first.
    Engine.getEngine("PyTorch");
    // DJL must set ONNX Runtime up, or no node starts in this process afterwards.
    Engine.getEngine("OnnxRuntime");
  }

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  public OrtGraph(Path file) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(file.toString(), options);
    }
  }

  Set<String> inputs() {
    return session.getInputNames();
  }

  public Map<String, Tensor> run(Map<String, Tensor> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
          OnnxTensor value = (OnnxTensor) output.getValue();
          float[] floats = new float[value.getFloatBuffer().remaining()];
          value.getFloatBuffer().get(floats);
          outputs.put(output.getKey(), Tensor.ofFloats(floats, value.getInfo().getShape()));
        }
        return outputs;
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Tensor tensor) throws OrtException {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.max(1, tensor.data().remaining()))
            .order(ByteOrder.nativeOrder());
    bytes.put(tensor.data().duplicate()).flip();
    return switch (tensor.type()) {
      case F32 -> OnnxTensor.createTensor(environment, bytes.asFloatBuffer(), tensor.shape());
      case I64 -> OnnxTensor.createTensor(environment, bytes.asLongBuffer(), tensor.shape());
      case BOOL, U8, I8, I16, I32, F16, BF16, F64 ->
          throw new IllegalArgumentException("No test needs " + tensor.type());
    };
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
