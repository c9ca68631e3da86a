package dev.dermstream.trainer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.dermstream.trainer.checkpoint.TensorIndex;
import dev.dermstream.trainer.model.Weights;
import java.util.HashMap;
import java.util.Map;

/**
 * Weights that stay in the safetensors file beside the graph; half precision is widened when the
 * graph is loaded.
 */
final class ExternalWeights implements Weights<Value> {
  private final Graph graph;
  private final OnnxOps ops;
  private final TensorIndex index;
  private final Map<String, Value> values = new HashMap<>();

  ExternalWeights(Graph graph, OnnxOps ops, TensorIndex index) {
    this.graph = graph;
    this.ops = ops;
    this.index = index;
  }

  @Override
  public Value get(String name) {
    return values.computeIfAbsent(name, this::declare);
  }

  private Value declare(String name) {
    TensorIndex.Entry entry = index.entries().get(name);
    if (entry == null) {
      throw new IllegalArgumentException("There is no tensor " + name + " in " + index.location());
    }
    TensorProto.DataType type =
        switch (entry.type()) {
          case F32 -> TensorProto.DataType.FLOAT;
          case F16 -> TensorProto.DataType.FLOAT16;
          case BF16 -> TensorProto.DataType.BFLOAT16;
          case BOOL, U8, I8, I16, I32, I64, F64 ->
              throw new IllegalArgumentException(name + " has type " + entry.type());
        };
    Value weight = graph.external(name, type, entry, index.location());
    return type == TensorProto.DataType.FLOAT
        ? weight
        : ops.cast(weight, TensorProto.DataType.FLOAT);
  }
}
