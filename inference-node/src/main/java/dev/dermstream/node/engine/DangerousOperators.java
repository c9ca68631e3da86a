package dev.dermstream.node.engine;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operators that end the process for some values, by a signal that nobody catches. ONNX Runtime
 * 1.29 answers division by zero with an error, but lets the processor divide the least number of
 * int32 or int64 by -1; and Trilu leaves its memory at the diagonal of the least int64. Where a
 * graph's constants and the sizes of tensors rule such values out, its operators are harmless;
 * everything else depends on what a request brings. Goes through a whole graph, the graphs and
 * functions within included.
 */
public final class DangerousOperators {
  private static final Set<String> DIVISIONS = Set.of("Div", "Mod");
  private static final String TRIANGLE = "Trilu";

  /** Others are widened before they are divided, or have no -1. */
  private static final Set<Integer> DIVIDED =
      Set.of(ElementTypes.UNKNOWN, DataType.INT32.getNumber(), DataType.INT64.getNumber());

  /** Far from every diagonal there is. */
  private static final long LEAST_DIAGONAL = Long.MIN_VALUE / 2;

  private final List<String> found = new ArrayList<>();

  private DangerousOperators() {}

  /** A graph, or one within it, while it is gone through. */
  private record Scope(ElementTypes types, ValueBounds bounds) {
    static Scope within(@Nullable Scope outer) {
      return outer == null
          ? new Scope(new ElementTypes(null), new ValueBounds(null))
          : new Scope(new ElementTypes(outer.types()), new ValueBounds(outer.bounds()));
    }
  }

  /**
   * Refuses a graph for which there may be values that end the process.
   *
   * @throws IOException if it is such a graph, naming the operators; or if it is none
   */
  public static void refuse(Path file) throws IOException {
    List<String> found = find(GraphNodes.read(file));
    if (!found.isEmpty()) {
      throw new IOException(
          "%s: some values would end the process in %s; %s"
              .formatted(
                  file,
                  String.join(", ", found),
                  "option.dangerous_operators=true serves it all the same"));
    }
  }

  private static List<String> find(GraphNodes graph) {
    DangerousOperators search = new DangerousOperators();
    search.go(Scope.within(null), graph.values(), graph.weights(), graph.nodes());
    for (FunctionProto function : graph.functions()) {
      search.go(Scope.within(null), List.of(), List.of(), function.getNodeList());
    }
    return List.copyOf(search.found);
  }

  private void go(
      Scope scope, List<ValueInfoProto> values, List<TensorProto> weights, List<NodeProto> nodes) {
    scope.types().putAll(values);
    for (TensorProto weight : weights) {
      scope.types().put(weight.getName(), weight.getDataType());
      scope.bounds().weight(weight);
    }
    for (NodeProto node : nodes) {
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          goWithin(scope, node, attribute.getG());
        }
      }
      scope.types().learn(node);
      scope.bounds().learn(node, scope.types());
      if (isDangerous(scope, node)) {
        found.add(node.getOpType() + " to " + node.getOutput(0));
      }
    }
  }

  /** A branch or the body of a loop, whose outputs tell those of its node. */
  private void goWithin(Scope scope, NodeProto node, GraphProto graph) {
    boolean loop = node.getOpType().equals("Loop");
    Scope within = Scope.within(scope);
    graph.getInputList().forEach(input -> within.bounds().forget(input.getName()));
    for (int i = 0; i < Math.min(graph.getInputCount(), node.getInputCount()); i++) {
      // A loop gives its body a count and a condition, not the two that it has itself.
      if (!loop || i > 1) {
        within.types().put(graph.getInput(i).getName(), scope.types().of(node.getInput(i)));
      }
    }
    go(within, declared(graph), graph.getInitializerList(), graph.getNodeList());
    int skipped = loop ? 1 : 0;
    for (int i = 0; i < node.getOutputCount() && i + skipped < graph.getOutputCount(); i++) {
      String output = graph.getOutput(i + skipped).getName();
      scope.types().put(node.getOutput(i), within.types().of(output));
    }
  }

  private static List<ValueInfoProto> declared(GraphProto graph) {
    List<ValueInfoProto> declared = new ArrayList<>(graph.getInputList());
    declared.addAll(graph.getOutputList());
    declared.addAll(graph.getValueInfoList());
    return declared;
  }

  private static boolean isDangerous(Scope scope, NodeProto node) {
    if (node.getInputCount() < 2) {
      return false;
    }
    Interval first = scope.bounds().of(node.getInput(0));
    Interval second = scope.bounds().of(node.getInput(1));
    if (node.getOpType().equals(TRIANGLE)) {
      return !node.getInput(1).isEmpty() && second.least() < LEAST_DIAGONAL;
    }
    return DIVISIONS.contains(node.getOpType())
        && DIVIDED.contains(type(scope.types(), node))
        && second.contains(-1)
        && first.least() <= Integer.MIN_VALUE;
  }

  /** Both inputs and the output have one type; any of them may tell it. */
  private static int type(ElementTypes types, NodeProto node) {
    for (String value : List.of(node.getInput(0), node.getInput(1), node.getOutput(0))) {
      int type = types.of(value);
      if (type != ElementTypes.UNKNOWN) {
        return type;
      }
    }
    return ElementTypes.UNKNOWN;
  }
}
