package dev.dermstream.loadtest.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.dermstream.trainer.onnx.Graph;
import dev.dermstream.trainer.onnx.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Three dense layers, 784-2048-2048-10: a single row reads every weight once, so that rows together
 * cost little more than one. {@code x [batch, 784]} to {@code y [batch, 10]}.
 */
final class MatrixModel {
  private static final int[] WIDTHS = {784, 2048, 2048, 10};
  private static final int[] TINY_WIDTHS = {GeneratedRepository.TINY_VALUES, 32, 10};

  private final Graph graph = new Graph("matrices");
  private final RandomWeights weights;

  private MatrixModel(long seed) {
    weights = new RandomWeights(seed);
  }

  static void write(Path file, long seed) throws IOException {
    MatrixModel model = new MatrixModel(seed);
    model.finish(
        model.graph.input("x", TensorProto.DataType.FLOAT, "batch", WIDTHS[0]), WIDTHS, file);
  }

  /** Two small layers behind pictures of 16 x 16, {@code pixel_values [batch, 3, 16, 16]}. */
  static void writeTiny(Path file, long seed) throws IOException {
    MatrixModel model = new MatrixModel(seed);
    Value pixels =
        model.graph.input(
            GeneratedRepository.PIXELS, TensorProto.DataType.FLOAT, "batch", 3, 16, 16);
    model.finish(model.graph.node("Flatten", Map.of("axis", 1L), pixels), TINY_WIDTHS, file);
  }

  private void finish(Value x, int[] widths, Path file) throws IOException {
    for (int layer = 1; layer < widths.length; layer++) {
      int in = widths[layer - 1];
      int out = widths[layer];
      x = graph.node("MatMul", x, graph.floats(weights.rectified(in * out, in), in, out));
      if (layer < widths.length - 1) {
        x = graph.node("Relu", x);
      }
    }
    graph.output("y", x, TensorProto.DataType.FLOAT, "batch", widths[widths.length - 1]);
    graph.write(file);
  }
}
