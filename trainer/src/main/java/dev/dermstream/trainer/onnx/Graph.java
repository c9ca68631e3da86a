package dev.dermstream.trainer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.dermstream.trainer.checkpoint.TensorIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One ONNX graph while it is written: nodes in the order they are added, constants inside, weights
 * as references into a file beside the graph (ONNX external data). Not thread-safe.
 */
public final class Graph {
  /** The first opset with Gelu. */
  private static final int OPSET = 20;

  /** The IR version that came with opset 20. */
  private static final int IR_VERSION = 9;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Map<List<Long>, Value> integers = new HashMap<>();
  private final Map<Float, Value> scalars = new HashMap<>();
  private int count;

  public Graph(String name) {
    graph.setName(name);
  }

  /** An input; a dimension is a Long or Integer, or a String that names a free one. */
  public Value input(String name, TensorProto.DataType type, Object... dimensions) {
    graph.addInput(valueInfo(name, type, dimensions));
    return new Value(name);
  }

  /** Gives a value the name of an output. */
  public void output(String name, Value value, TensorProto.DataType type, Object... dimensions) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Identity")
            .setName(name)
            .addInput(value.name())
            .addOutput(name));
    graph.addOutput(valueInfo(name, type, dimensions));
  }

  /** A float32 constant inside the graph. */
  public Value floats(float[] values, long... shape) {
    ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return constant(TensorProto.DataType.FLOAT, bytes, shape);
  }

  /** A float32 scalar, once per value. */
  Value scalar(float value) {
    return scalars.computeIfAbsent(value, number -> floats(new float[] {number}));
  }

  /** A one-dimensional int64 constant, once per value. */
  Value integers(long... values) {
    List<Long> key = new ArrayList<>();
    for (long value : values) {
      key.add(value);
    }
    return integers.computeIfAbsent(
        key,
        list -> {
          ByteBuffer bytes = littleEndian(values.length * Long.BYTES);
          bytes.asLongBuffer().put(values);
          return constant(TensorProto.DataType.INT64, bytes, values.length);
        });
  }

  /** An int64 scalar. */
  Value integerScalar(long value) {
    ByteBuffer bytes = littleEndian(Long.BYTES);
    bytes.asLongBuffer().put(value);
    return constant(TensorProto.DataType.INT64, bytes);
  }

  /** A weight that stays in its file. */
  Value external(String name, TensorProto.DataType type, TensorIndex.Entry entry, String file) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(pair("location", file))
            .addExternalData(pair("offset", Long.toString(entry.offset())))
            .addExternalData(pair("length", Long.toString(entry.length())));
    for (long dimension : entry.shape()) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return new Value(name);
  }

  /** A node without attributes. */
  public Value node(String type, Value... inputs) {
    return node(type, Map.of(), inputs);
  }

  /** A node with one output. Attributes are Long, Float, String or long[]. */
  public Value node(String type, Map<String, ?> attributes, Value... inputs) {
    return nodes(type, attributes, 1, inputs).getFirst();
  }

  /** A node with several outputs. Attributes are Long, Float, String or long[]. */
  List<Value> nodes(String type, Map<String, ?> attributes, int outputs, Value... inputs) {
    String name = type + "_" + count++;
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(type).setName(name);
    for (Value input : inputs) {
      node.addInput(input.name());
    }
    attributes.forEach((key, value) -> node.addAttribute(attribute(key, value)));
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      Value value = new Value(name + ":" + i);
      node.addOutput(value.name());
      values.add(value);
    }
    graph.addNode(node);
    return values;
  }

  /** Writes the model file. */
  public void write(Path file) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("dermstream")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph)
            .build();
    Files.write(file, model.toByteArray());
  }

  private Value constant(TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    String name = "constant_" + count++;
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return new Value(name);
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    switch (value) {
      case Float number -> attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number);
      case Long number -> attribute.setType(AttributeProto.AttributeType.INT).setI(number);
      case String text ->
          attribute
              .setType(AttributeProto.AttributeType.STRING)
              .setS(ByteString.copyFromUtf8(text));
      case long[] numbers -> {
        attribute.setType(AttributeProto.AttributeType.INTS);
        for (long number : numbers) {
          attribute.addInts(number);
        }
      }
      default -> throw new IllegalArgumentException(name + " is a " + value.getClass());
    }
    return attribute.build();
  }

  private static ValueInfoProto valueInfo(
      String name, TensorProto.DataType type, Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      TensorShapeProto.Dimension.Builder one = TensorShapeProto.Dimension.newBuilder();
      if (dimension instanceof String free) {
        one.setDimParam(free);
      } else {
        one.setDimValue(((Number) dimension).longValue());
      }
      shape.addDim(one);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  private static StringStringEntryProto pair(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
