package dev.dermstream.node.engine;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.dermstream.node.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a graph declares of itself, and copies of it with other sizes. For graphs under 2 GiB, the
 * bound of protobuf; weights in files of their own do not count.
 *
 * @param inputs without weights that old graphs declare as inputs
 */
record OnnxSignature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
  OnnxSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * Reads a graph.
   *
   * @throws IOException if it is none, or has inputs or outputs that are fed nowhere
   */
  static OnnxSignature read(Path file) throws IOException {
    GraphProto graph = parse(file).getGraph();
    List<TensorSpec> inputs = new ArrayList<>();
    Set<String> weights = weights(graph);
    for (ValueInfoProto input : graph.getInputList()) {
      if (!weights.contains(input.getName())) {
        inputs.add(spec(file, input));
      }
    }
    List<TensorSpec> outputs = new ArrayList<>();
    for (ValueInfoProto output : graph.getOutputList()) {
      outputs.add(spec(file, output));
    }
    return new OnnxSignature(inputs, outputs);
  }

  /**
   * Writes a copy of a graph whose inputs are of one size; everything else stays as it is.
   *
   * @throws IOException if an axis besides the first is open and nothing is known of it
   */
  static void writeFixed(Path file, GraphShapes shapes, int rows, Path copy) throws IOException {
    ModelProto.Builder model = parse(file).toBuilder();
    Set<String> weights = weights(model.getGraph());
    for (ValueInfoProto.Builder input : model.getGraphBuilder().getInputBuilderList()) {
      if (!weights.contains(input.getName())) {
        long[] sizes = sizes(file, spec(file, input.build()), shapes, rows);
        TensorShapeProto.Builder shape =
            input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        for (int axis = 0; axis < sizes.length; axis++) {
          shape.getDimBuilder(axis).setDimValue(sizes[axis]);
        }
      }
    }
    Files.write(copy, model.build().toByteArray());
  }

  static long[] sizes(Path file, TensorSpec input, GraphShapes shapes, int rows)
      throws IOException {
    return shapes
        .of(input, rows)
        .orElseThrow(() ->
            new IOException(
                "%s: TensorRT needs every size of the input %s; option.shape.%s gives them"
                    .formatted(file, input.name(), input.name())));
  }

  private static ModelProto parse(Path file) throws IOException {
    try {
      return ModelProto.parseFrom(Files.readAllBytes(file));
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(file + ": not an ONNX graph", e);
    }
  }

  private static Set<String> weights(GraphProto graph) {
    return graph.getInitializerList().stream()
        .map(TensorProto::getName)
        .collect(Collectors.toSet());
  }

  private static TensorSpec spec(Path file, ValueInfoProto value) throws IOException {
    List<Long> shape =
        value.getType().getTensorType().getShape().getDimList().stream()
            .map(axis -> axis.hasDimValue() ? axis.getDimValue() : TensorSpec.ANY)
            .toList();
    return new InputSpec(value.getName(), value.getType().getTensorType().getElemType(), shape)
        .toTensorSpec()
        .orElseThrow(() ->
            new IOException(file + ": the elements of " + value.getName() + " are fed nowhere"));
  }
}
