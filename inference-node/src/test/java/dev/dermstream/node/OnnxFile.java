package dev.dermstream.node;

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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes small ONNX graphs for tests. */
public final class OnnxFile {
  private static final long IR_VERSION = 9;
  private static final long OPSET = 20;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

  /**
   * Declares an input.
   *
   * @param shape -1 for an axis of any size
   */
  public OnnxFile input(String name, TensorProto.DataType type, long... shape) {
    graph.addInput(value(name, type, shape));
    return this;
  }

  /** Declares an output. */
  public OnnxFile output(String name, TensorProto.DataType type, long... shape) {
    graph.addOutput(value(name, type, shape));
    return this;
  }

  /** Adds an operator with one output. */
  public OnnxFile node(String operator, String output, String... inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addOutput(output);
    for (String input : inputs) {
      node.addInput(input);
    }
    graph.addNode(node);
    return this;
  }

  /** Adds an operator with one output and attributes. */
  public OnnxFile node(
      String operator, String output, List<AttributeProto> attributes, String... inputs) {
    node(operator, output, inputs);
    graph.getNodeBuilder(graph.getNodeCount() - 1).addAllAttribute(attributes);
    return this;
  }

  /** A whole number as an attribute. */
  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** Another graph as an attribute: a branch, or the body of a loop. */
  public static AttributeProto attribute(String name, OnnxFile body) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(body.graph)
        .build();
  }

  /** Adds a constant vector of int64. */
  public OnnxFile integers(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** Adds constant float32 values. */
  public OnnxFile floats(String name, float[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(raw));
    for (long axis : shape) {
      tensor.addDims(axis);
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** Adds float32 values that lie in another file. */
  public OnnxFile externalFloats(String name, String location, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue(location));
    for (long axis : shape) {
      tensor.addDims(axis);
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** A graph {@code y = x + constant}, {@code [-1, width]} float32. */
  public static OnnxFile adding(float constant, int width) {
    return new OnnxFile()
        .input("x", TensorProto.DataType.FLOAT, -1, width)
        .output("y", TensorProto.DataType.FLOAT, -1, width)
        .floats("c", new float[] {constant}, 1)
        .node("Add", "y", "x", "c");
  }

  /** Writes the graph. */
  public Path write(Path file) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph)
            .build();
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, model.toByteArray());
    return file;
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, long... shape) {
    TensorShapeProto.Builder axes = TensorShapeProto.newBuilder();
    for (int i = 0; i < shape.length; i++) {
      TensorShapeProto.Dimension.Builder axis = TensorShapeProto.Dimension.newBuilder();
      axes.addDim(shape[i] < 0 ? axis.setDimParam("axis" + i) : axis.setDimValue(shape[i]));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(axes)))
        .build();
  }
}
