package dev.dermstream.peer.tuned;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;

/**
 * From a JPEG file to scores with buffers of its own: decoder, pixels, input and output tensor are
 * made once. Belongs to one thread; the session is shared and closed by whoever opened it.
 */
public final class ImageScorer implements AutoCloseable {
  private static final int EDGE = 224;

  private final OrtSession session;
  private final TurboJpeg jpeg = new TurboJpeg();
  private final Shrink shrink = new Shrink(EDGE);
  private final FloatBuffer pixels = direct(3 * EDGE * EDGE);
  private final FloatBuffer scores;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  public ImageScorer(OrtEnvironment environment, OrtSession session) throws OrtException {
    this.session = session;
    String input = session.getInputNames().iterator().next();
    String output = session.getOutputNames().iterator().next();
    NodeInfo node = Objects.requireNonNull(session.getOutputInfo().get(output));
    int classes = Math.toIntExact(((TensorInfo) node.getInfo()).getShape()[1]);
    scores = direct(classes);
    long[] shape = {1, 3, EDGE, EDGE};
    inputs = Map.of(input, OnnxTensor.createTensor(environment, pixels, shape));
    outputs = Map.of(output, OnnxTensor.createTensor(environment, scores, new long[] {1, classes}));
  }

  /**
   * A session for {@code ImageScorer}s that share it: it runs on the thread that calls, or on as
   * many threads as asked, which sleep while they have nothing to do.
   */
  public static OrtSession open(OrtEnvironment environment, String model, int intraOpThreads)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(intraOpThreads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return environment.createSession(model, options);
    }
  }

  /** One score per class, overwritten by the next call. */
  public FloatBuffer score(byte[] file) throws IOException, OrtException {
    jpeg.decode(file);
    pixels.put(0, shrink.apply(jpeg.rgb(), jpeg.width(), jpeg.height()));
    session.run(inputs, outputs).close();
    return scores;
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
    jpeg.close();
  }
}
