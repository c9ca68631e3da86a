package dev.dermstream.loadtest.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.dermstream.trainer.onnx.Graph;
import dev.dermstream.trainer.onnx.Value;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Three dense layers, 784-2048-2048-10: a single row reads every weight once, so that rows together
 * cost little more than one. {@code x [batch, 784]} to {@code y [batch, 10]}.
 */
final class MatrixModel {
  private static final int[] WIDTHS = {784, 2048, 2048, 10};

  private MatrixModel() {}

  static void write(Path file, long seed) throws IOException {
    RandomWeights weights = new RandomWeights(seed);
    Graph graph = new Graph("matrices");
    Value x = graph.input("x", TensorProto.DataType.FLOAT, "batch", WIDTHS[0]);
    for (int layer = 1; layer < WIDTHS.length; layer++) {
      int in = WIDTHS[layer - 1];
      int out = WIDTHS[layer];
      x = graph.node("MatMul", x, graph.floats(weights.rectified(in * out, in), in, out));
      if (layer < WIDTHS.length - 1) {
        x = graph.node("Relu", x);
      }
    }
    graph.output("y", x, TensorProto.DataType.FLOAT, "batch", WIDTHS[WIDTHS.length - 1]);
    graph.write(file);
  }
}
