package dev.dermstream.trainer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.dermstream.trainer.model.TensorOps;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link TensorOps} recorded as nodes of a graph, in the patterns that ONNX Runtime folds and fuses
 * when it loads them: transposed weights become constants, the root-mean-square pattern and {@code
 * x * sigmoid(x)} become one node each.
 */
final class OnnxOps implements TensorOps<Value> {
  private final Graph graph;
  private final Map<Value, Value> transposedWeights = new HashMap<>();

  OnnxOps(Graph graph) {
    this.graph = graph;
  }

  @Override
  public Value constant(float[] values, long... shape) {
    return graph.floats(values, shape);
  }

  @Override
  public Value linear(Value x, Value weight, @Nullable Value bias) {
    Value product = graph.node("MatMul", x, transposedWeights.computeIfAbsent(weight, this::turn));
    return bias == null ? product : graph.node("Add", product, bias);
  }

  /** {@code [out, ...]} to {@code [in, out]}. */
  private Value turn(Value weight) {
    Value matrix = graph.node("Flatten", Map.of("axis", 1L), weight);
    return transpose(matrix, 1, 0);
  }

  @Override
  public Value matMul(Value a, Value b) {
    return graph.node("MatMul", a, b);
  }

  @Override
  public Value add(Value a, Value b) {
    return graph.node("Add", a, b);
  }

  @Override
  public Value subtract(Value a, Value b) {
    return graph.node("Sub", a, b);
  }

  @Override
  public Value multiply(Value a, Value b) {
    return graph.node("Mul", a, b);
  }

  @Override
  public Value scale(Value x, float factor) {
    return graph.node("Mul", x, graph.scalar(factor));
  }

  @Override
  public Value layerNorm(Value x, Value weight, Value bias, float epsilon) {
    return graph.node(
        "LayerNormalization", Map.of("axis", -1L, "epsilon", epsilon), x, weight, bias);
  }

  @Override
  public Value rmsNorm(Value x, Value weight, float epsilon) {
    Value square = graph.node("Pow", x, graph.scalar(2));
    Value mean = graph.node("ReduceMean", Map.of("keepdims", 1L), square, graph.integers(-1));
    Value root = graph.node("Sqrt", graph.node("Add", mean, graph.scalar(epsilon)));
    return graph.node("Mul", graph.node("Div", x, root), weight);
  }

  @Override
  public Value geluTanh(Value x) {
    return graph.node("Gelu", Map.of("approximate", "tanh"), x);
  }

  @Override
  public Value silu(Value x) {
    return graph.node("Mul", x, graph.node("Sigmoid", x));
  }

  @Override
  public Value softmax(Value x) {
    return graph.node("Softmax", Map.of("axis", -1L), x);
  }

  @Override
  public Value mean(Value x, int axis) {
    return graph.node("ReduceMean", Map.of("keepdims", 0L), x, graph.integers(axis));
  }

  @Override
  public Value l2Normalize(Value x) {
    return graph.node("LpNormalization", Map.of("axis", -1L, "p", 2L), x);
  }

  @Override
  public Value cos(Value x) {
    return graph.node("Cos", x);
  }

  @Override
  public Value sin(Value x) {
    return graph.node("Sin", x);
  }

  @Override
  public Value toFloat(Value integers) {
    return cast(integers, TensorProto.DataType.FLOAT);
  }

  @Override
  public Value reshape(Value x, long... dimensions) {
    return graph.node("Reshape", x, graph.integers(dimensions));
  }

  @Override
  public Value transpose(Value x, int... permutation) {
    long[] axes = new long[permutation.length];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = permutation[i];
    }
    return graph.node("Transpose", Map.of("perm", axes), x);
  }

  @Override
  public Value concat(int axis, List<Value> parts) {
    return graph.node("Concat", Map.of("axis", (long) axis), parts.toArray(Value[]::new));
  }

  @Override
  public List<Value> halves(Value x) {
    return graph.nodes("Split", Map.of("axis", -1L, "num_outputs", 2L), 2, x);
  }

  @Override
  public Value gather(Value table, Value indices) {
    return graph.node("Gather", Map.of("axis", 0L), table, indices);
  }

  @Override
  public Value causalMask(Value attentionMask, Value queries) {
    Value zero = graph.integerScalar(0);
    Value one = graph.integerScalar(1);
    Value total = gather(graph.node("Shape", attentionMask), one);
    Value past = graph.node("Sub", total, gather(graph.node("Shape", queries), one));
    Value queryIndex =
        graph.node("Unsqueeze", graph.node("Range", past, total, one), graph.integers(1));
    Value causal = graph.node("LessOrEqual", graph.node("Range", zero, total, one), queryIndex);
    Value isToken = cast(attentionMask, TensorProto.DataType.BOOL);
    Value allowed =
        graph.node("And", causal, graph.node("Unsqueeze", isToken, graph.integers(1, 2)));
    return graph.node("Where", allowed, graph.scalar(0), graph.scalar(-Float.MAX_VALUE));
  }

  Value cast(Value x, TensorProto.DataType type) {
    return graph.node("Cast", Map.of("to", (long) type.getNumber()), x);
  }
}
