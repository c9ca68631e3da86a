package dev.dermstream.node.engine;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The operators of a graph's file without its large weights, of which names and types alone are
 * read. Field numbers: onnx.proto, messages ModelProto, GraphProto and TensorProto.
 *
 * @param values what is declared of inputs, outputs and values between
 * @param weights constants; the large ones without their content
 * @param functions operators that the model itself brings
 */
record GraphNodes(
    List<NodeProto> nodes,
    List<ValueInfoProto> values,
    List<TensorProto> weights,
    List<FunctionProto> functions) {
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_FUNCTION = 25;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int GRAPH_VALUE = 13;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_NAME = 8;

  /** No divisor, axis or shape is larger than that. */
  private static final int LARGE_BYTES = 64 << 10;

  /**
   * Reads a graph.
   *
   * @throws IOException if it is none
   */
  static GraphNodes read(Path file) throws IOException {
    GraphNodes read =
        new GraphNodes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try (InputStream bytes = Files.newInputStream(file)) {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.setSizeLimit(Integer.MAX_VALUE);
      InputSpec.fields(in, read::readModel);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(file + ": not an ONNX graph", e);
    }
    return read;
  }

  private boolean readModel(int field, CodedInputStream in) throws IOException {
    if (field == MODEL_FUNCTION) {
      functions.add(FunctionProto.parseFrom(in.readByteArray()));
      return true;
    }
    return field == MODEL_GRAPH
        && InputSpec.message(in, graph -> InputSpec.fields(graph, this::readGraph));
  }

  private boolean readGraph(int field, CodedInputStream in) throws IOException {
    switch (field) {
      case GRAPH_NODE -> nodes.add(NodeProto.parseFrom(in.readByteArray()));
      case GRAPH_INPUT, GRAPH_OUTPUT, GRAPH_VALUE ->
          values.add(ValueInfoProto.parseFrom(in.readByteArray()));
      case GRAPH_INITIALIZER -> readWeight(in);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void readWeight(CodedInputStream in) throws IOException {
    int bytes = in.readRawVarint32();
    if (bytes <= LARGE_BYTES) {
      weights.add(TensorProto.parseFrom(in.readRawBytes(bytes)));
      return;
    }
    TensorProto.Builder weight =
        TensorProto.newBuilder().setDataLocation(TensorProto.DataLocation.EXTERNAL);
    int outer = in.pushLimit(bytes);
    InputSpec.fields(
        in,
        (field, value) -> {
          switch (field) {
            case TENSOR_TYPE -> weight.setDataType(value.readInt32());
            case TENSOR_NAME -> weight.setName(value.readString());
            default -> {
              return false;
            }
          }
          return true;
        });
    in.popLimit(outer);
    weights.add(weight.build());
  }
}
