package dev.dermstream.loadtest.bare;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The matrix model on the same rows again and again, buffers kept. */
final class RowWork implements Work {
  private final OrtSession session;
  private final int batch;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  RowWork(OrtEnvironment environment, OrtSession session, int batch) throws OrtException {
    this.session = session;
    this.batch = batch;
    String input = session.getInputNames().iterator().next();
    String output = session.getOutputNames().iterator().next();
    inputs = Map.of(input, tensor(environment, width(session.getInputInfo().get(input))));
    outputs = Map.of(output, tensor(environment, width(session.getOutputInfo().get(output))));
  }

  private static long width(@Nullable NodeInfo node) {
    return ((TensorInfo) Objects.requireNonNull(node).getInfo()).getShape()[1];
  }

  private OnnxTensor tensor(OrtEnvironment environment, long width) throws OrtException {
    int floats = Math.toIntExact(batch * width);
    FloatBuffer values =
        ByteBuffer.allocateDirect(floats * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < floats; i++) {
      values.put(i, i % 100 / 100f);
    }
    return OnnxTensor.createTensor(environment, values, new long[] {batch, width});
  }

  @Override
  public int run() throws OrtException {
    session.run(inputs, outputs).close();
    return batch;
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
  }
}
