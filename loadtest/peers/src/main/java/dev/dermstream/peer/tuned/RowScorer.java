package dev.dermstream.peer.tuned;

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

/**
 * Rows of numbers through a model with one input {@code [rows, width]} and one output {@code [rows,
 * classes]}, tensors made once. Belongs to one thread; the session is shared and closed by whoever
 * opened it.
 */
public final class RowScorer implements AutoCloseable {
  private final OrtSession session;
  private final ByteBuffer values;
  private final FloatBuffer scores;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  /** Scores so many rows at a time. */
  public RowScorer(OrtEnvironment environment, OrtSession session, int rows) throws OrtException {
    this.session = session;
    String input = session.getInputNames().iterator().next();
    String output = session.getOutputNames().iterator().next();
    int width = width(Objects.requireNonNull(session.getInputInfo().get(input)));
    int classes = width(Objects.requireNonNull(session.getOutputInfo().get(output)));
    values = direct(rows * width);
    scores = direct(rows * classes).asFloatBuffer();
    inputs =
        Map.of(
            input,
            OnnxTensor.createTensor(environment, values.asFloatBuffer(), new long[] {rows, width}));
    outputs =
        Map.of(output, OnnxTensor.createTensor(environment, scores, new long[] {rows, classes}));
  }

  private static int width(NodeInfo node) {
    return Math.toIntExact(((TensorInfo) node.getInfo()).getShape()[1]);
  }

  private static ByteBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What {@link #score} reads, float32 in little-endian order, to be written from 0 on. */
  public ByteBuffer values() {
    return values.clear();
  }

  /** The scores row by row, overwritten by the next call. */
  public FloatBuffer score() throws OrtException {
    session.run(inputs, outputs).close();
    return scores;
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
  }
}
