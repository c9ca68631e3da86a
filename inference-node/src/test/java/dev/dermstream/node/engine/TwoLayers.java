package dev.dermstream.node.engine;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;

/** A graph of two matrix products, {@code x [n, width]} to {@code y [n, width]}. */
record TwoLayers(int width, long seed) {
  /**
   * Writes it.
   *
   * @param rows that every run has; -1 for any number
   */
  Path write(Path file, int rows) throws IOException {
    Random random = new Random(seed);
    return new OnnxFile()
        .input("x", DataType.FLOAT, rows, width)
        .output("y", DataType.FLOAT, rows, width)
        .floats("a", gaussian(random, width * width), width, width)
        .floats("b", gaussian(random, width * width), width, width)
        .node("MatMul", "h", "x", "a")
        .node("Relu", "r", "h")
        .node("MatMul", "y", "r", "b")
        .write(file);
  }

  /** An input of so many rows; another seed, other values. */
  HostTensor input(int rows, long inputSeed) {
    float[] values = gaussian(new Random(inputSeed), rows * width);
    ByteBuffer data = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return HostTensor.of(TensorType.FP32, new long[] {rows, width}, data);
  }

  private static float[] gaussian(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
