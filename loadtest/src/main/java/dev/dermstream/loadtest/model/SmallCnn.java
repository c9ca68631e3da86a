package dev.dermstream.loadtest.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.dermstream.trainer.onnx.Graph;
import dev.dermstream.trainer.onnx.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A convolutional network with the layers of SqueezeNet 1.1 (Iandola et al. 2016, arXiv:1602.07360,
 * and its authors' later release): 1.2 million weights, 0.35 billion multiplications a picture.
 * {@code pixel_values [batch, 3, 224, 224]} to {@code scores [batch, 1000]}.
 */
final class SmallCnn {
  static final int CLASSES = 1000;

  private static final String BATCH = "batch";
  private static final int LAST_WIDTH = 512;

  private final Graph graph = new Graph("small_cnn");
  private final RandomWeights weights;

  private SmallCnn(long seed) {
    weights = new RandomWeights(seed);
  }

  static void write(Path file, long seed) throws IOException {
    new SmallCnn(seed).build().write(file);
  }

  private Graph build() {
    Value x =
        graph.input(GeneratedRepository.PIXELS, TensorProto.DataType.FLOAT, BATCH, 3, 224, 224);
    x = pool(relu(convolution(x, 3, 64, 3, 2, 0)));
    x = fire(fire(x, 64, 16, 64), 128, 16, 64);
    x = pool(x);
    x = fire(fire(x, 128, 32, 128), 256, 32, 128);
    x = pool(x);
    x = fire(fire(x, 256, 48, 192), 384, 48, 192);
    x = fire(fire(x, 384, 64, 256), 512, 64, 256);
    x = convolution(x, LAST_WIDTH, CLASSES, 1, 1, 0);
    x = graph.node("Flatten", Map.of("axis", 1L), graph.node("GlobalAveragePool", x));
    graph.output("scores", x, TensorProto.DataType.FLOAT, BATCH, CLASSES);
    return graph;
  }

  /** Few channels in the middle, then the two kernel sizes beside each other. */
  private Value fire(Value x, int in, int squeezed, int expanded) {
    Value narrow = relu(convolution(x, in, squeezed, 1, 1, 0));
    Value one = relu(convolution(narrow, squeezed, expanded, 1, 1, 0));
    Value three = relu(convolution(narrow, squeezed, expanded, 3, 1, 1));
    return graph.node("Concat", Map.of("axis", 1L), one, three);
  }

  private Value convolution(Value x, int in, int out, int edge, long stride, long pad) {
    Value weight =
        graph.floats(
            weights.rectified(out * in * edge * edge, in * edge * edge), out, in, edge, edge);
    return graph.node(
        "Conv",
        Map.of(
            "kernel_shape", new long[] {edge, edge},
            "strides", new long[] {stride, stride},
            "pads", new long[] {pad, pad, pad, pad}),
        x,
        weight,
        graph.floats(new float[out], out));
  }

  private Value relu(Value x) {
    return graph.node("Relu", x);
  }

  private Value pool(Value x) {
    return graph.node(
        "MaxPool",
        Map.of("kernel_shape", new long[] {3, 3}, "strides", new long[] {2, 2}, "ceil_mode", 1L),
        x);
  }
}
