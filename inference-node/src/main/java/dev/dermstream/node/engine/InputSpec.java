package dev.dermstream.node.engine;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an ONNX graph declares of one input. Read from the file itself, because DJL tells only
 * names; weights are skipped, not loaded. Field numbers: onnx.proto, messages ModelProto,
 * GraphProto, ValueInfoProto, TypeProto.
 *
 * @param elementType number of {@code TensorProto.DataType}
 * @param shape sizes of the axes, -1 where any will do
 */
record InputSpec(String name, int elementType, List<Long> shape) {
  /** {@code TensorProto.DataType.BOOL}. */
  static final int BOOL = 9;

  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INPUT = 11;
  private static final int INPUT_NAME = 1;
  private static final int INPUT_TYPE = 2;
  private static final int TYPE_TENSOR = 1;
  private static final int TENSOR_ELEMENT = 1;
  private static final int TENSOR_SHAPE = 2;
  private static final int SHAPE_AXIS = 1;
  private static final int AXIS_SIZE = 1;

  InputSpec {
    shape = List.copyOf(shape);
  }

  /** Number of axes. */
  int dimensions() {
    return shape.size();
  }

  /** As the other packages see it; empty if elements of that type are fed nowhere. */
  Optional<TensorSpec> toTensorSpec() {
    long[] axes = shape.stream().mapToLong(axis -> axis < 0 ? TensorSpec.ANY : axis).toArray();
    return elementTensorType().map(type -> new TensorSpec(name, type, axes));
  }

  private Optional<TensorType> elementTensorType() {
    return Optional.ofNullable(
        switch (elementType) {
          case 1 -> TensorType.FP32;
          case 2 -> TensorType.UINT8;
          case 3 -> TensorType.INT8;
          case 4 -> TensorType.UINT16;
          case 5 -> TensorType.INT16;
          case 6 -> TensorType.INT32;
          case 7 -> TensorType.INT64;
          case 8 -> TensorType.BYTES;
          case BOOL -> TensorType.BOOL;
          case 10 -> TensorType.FP16;
          case 11 -> TensorType.FP64;
          case 12 -> TensorType.UINT32;
          case 13 -> TensorType.UINT64;
          case 16 -> TensorType.BF16;
          default -> null;
        });
  }

  /** What is read of a message, field by field. */
  private interface FieldReader {
    /** Returns false to have the field skipped. */
    boolean read(int field, CodedInputStream in) throws IOException;
  }

  static Map<String, InputSpec> read(Path file) throws IOException {
    Map<String, InputSpec> inputs = new LinkedHashMap<>();
    try (InputStream bytes = Files.newInputStream(file)) {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.setSizeLimit(Integer.MAX_VALUE);
      fields(
          in,
          (field, model) ->
              field == MODEL_GRAPH && message(model, graph -> fields(graph, inputsInto(inputs))));
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(file + ": not an ONNX graph", e);
    }
    return inputs;
  }

  private static FieldReader inputsInto(Map<String, InputSpec> inputs) {
    return (field, graph) ->
        field == GRAPH_INPUT
            && message(
                graph,
                value -> {
                  Draft draft = new Draft();
                  fields(value, draft);
                  inputs.put(draft.name, draft.toSpec());
                });
  }

  /** An input while its fields are read. */
  private static final class Draft implements FieldReader {
    private String name = "";
    private int elementType;
    private final List<Long> shape = new ArrayList<>();

    @Override
    public boolean read(int field, CodedInputStream in) throws IOException {
      if (field == INPUT_NAME) {
        name = in.readString();
        return true;
      }
      return field == INPUT_TYPE && message(in, type -> fields(type, this::readType));
    }

    private boolean readType(int field, CodedInputStream in) throws IOException {
      return field == TYPE_TENSOR && message(in, tensor -> fields(tensor, this::readTensor));
    }

    private boolean readTensor(int field, CodedInputStream in) throws IOException {
      if (field == TENSOR_ELEMENT) {
        elementType = in.readEnum();
        return true;
      }
      return field == TENSOR_SHAPE && message(in, shape -> fields(shape, this::readShape));
    }

    private boolean readShape(int field, CodedInputStream in) throws IOException {
      if (field != SHAPE_AXIS) {
        return false;
      }
      shape.add(TensorSpec.ANY);
      return message(in, axis -> fields(axis, this::readAxis));
    }

    private boolean readAxis(int field, CodedInputStream in) throws IOException {
      if (field != AXIS_SIZE) {
        return false;
      }
      shape.set(shape.size() - 1, in.readInt64());
      return true;
    }

    private InputSpec toSpec() {
      return new InputSpec(name, elementType, shape);
    }
  }

  /** Reads a nested message. */
  private interface MessageReader {
    void read(CodedInputStream in) throws IOException;
  }

  private static boolean message(CodedInputStream in, MessageReader reader) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    reader.read(in);
    in.popLimit(outer);
    return true;
  }

  private static void fields(CodedInputStream in, FieldReader reader) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!reader.read(WireFormat.getTagFieldNumber(tag), in)) {
        in.skipField(tag);
      }
    }
  }
}
