package dev.dermstream.loadtest.benchmark;

import com.google.protobuf.ByteString;
import dev.dermstream.loadtest.model.GeneratedRepository;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Requests of the Open Inference Protocol to the generated models. */
public final class Requests {
  private Requests() {}

  /** A JPEG file as one BYTES element. */
  public static ModelInferRequest picture(byte[] file) {
    ByteBuffer element = ByteBuffer.allocate(Integer.BYTES + file.length);
    element.order(ByteOrder.LITTLE_ENDIAN).putInt(file.length).put(file).flip();
    return ModelInferRequest.newBuilder()
        .setModelName(GeneratedRepository.CNN)
        .addInputs(
            InferInputTensor.newBuilder()
                .setName(GeneratedRepository.PIXELS)
                .setDatatype("BYTES")
                .addShape(1))
        .addRawInputContents(ByteString.copyFrom(element))
        .build();
  }

  /** Rows for the matrix model. */
  public static ModelInferRequest rows(int rows) {
    return ModelInferRequest.newBuilder()
        .setModelName(GeneratedRepository.MATRICES)
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype("FP32")
                .addShape(rows)
                .addShape(GeneratedRepository.MATRICES_WIDTH))
        .addRawInputContents(rowBytes(rows))
        .build();
  }

  /** The same rows as bytes, float32 in little-endian order. */
  static ByteString rowBytes(int rows) {
    float[] values = GeneratedRepository.rows(rows);
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return ByteString.copyFrom(bytes);
  }
}
