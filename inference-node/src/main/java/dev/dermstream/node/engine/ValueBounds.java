package dev.dermstream.node.engine;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Between which numbers a graph's whole numbers lie, whatever it is asked: known of constants, of
 * sizes, and of what is computed from these. Not thread-safe.
 */
final class ValueBounds {
  private static final Set<String> SIZES = Set.of("Shape", "Size", "ArgMax", "ArgMin", "NonZero");

  /** Their output holds elements of their first input alone. */
  private static final Set<String> FROM_FIRST =
      Set.of(
          "Identity",
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Expand",
          "Flatten",
          "Transpose",
          "Gather",
          "GatherElements",
          "GatherND",
          "Slice",
          "Split",
          "Tile",
          "Unique",
          "ReduceMax",
          "ReduceMin");

  private static final Set<String> FROM_ALL = Set.of("Concat", "Max", "Min");
  private static final Set<String> FROM_SECOND_AND_THIRD = Set.of("Where");

  private final Map<String, Interval> known = new HashMap<>();
  private final @Nullable ValueBounds outer;

  /**
   * Knows nothing yet.
   *
   * @param outer of the graph around this one, whose values it sees
   */
  ValueBounds(@Nullable ValueBounds outer) {
    this.outer = outer;
  }

  Interval of(String value) {
    Interval own = known.get(value);
    if (own != null) {
      return own;
    }
    return outer == null ? Interval.ALL : outer.of(value);
  }

  /** A value whose name may hide one of the graph around. */
  void forget(String value) {
    known.put(value, Interval.ALL);
  }

  void weight(TensorProto tensor) {
    known.put(tensor.getName(), Interval.of(tensor).orElse(Interval.ALL));
  }

  /** Learns what a node gives whose inputs are known. */
  void learn(NodeProto node, ElementTypes types) {
    for (int i = 0; i < node.getOutputCount(); i++) {
      known.put(
          node.getOutput(i),
          i == 0 || node.getOpType().equals("Split") ? output(node, types) : Interval.ALL);
    }
  }

  private Interval output(NodeProto node, ElementTypes types) {
    String operator = node.getOpType();
    if (SIZES.contains(operator)) {
      return Interval.SIZE;
    }
    if (FROM_FIRST.contains(operator)) {
      return input(node, 0);
    }
    if (FROM_ALL.contains(operator)) {
      return hull(node, 0);
    }
    if (FROM_SECOND_AND_THIRD.contains(operator)) {
      return hull(node, 1);
    }
    return switch (operator) {
      case "Constant" -> Interval.of(node).orElse(Interval.ALL);
      case "Cast" -> cast(node, types);
      case "Neg" -> input(node, 0).negated();
      case "Add" -> input(node, 0).plus(input(node, 1));
      case "Sub" -> input(node, 0).plus(input(node, 1).negated());
      case "Mul" -> input(node, 0).times(input(node, 1));
      case "Div", "Mod" -> divided(input(node, 0), input(node, 1));
      default -> Interval.ALL;
    };
  }

  private Interval input(NodeProto node, int index) {
    return index < node.getInputCount() ? of(node.getInput(index)) : Interval.ALL;
  }

  private Interval hull(NodeProto node, int from) {
    Interval hull = input(node, from);
    for (int i = from + 1; i < node.getInputCount(); i++) {
      hull = hull.or(input(node, i));
    }
    return hull;
  }

  private Interval cast(NodeProto node, ElementTypes types) {
    if (types.of(node.getInput(0)) == DataType.BOOL.getNumber()) {
      return new Interval(0, 1);
    }
    int to = types.of(node.getOutput(0));
    Interval numbers = input(node, 0);
    boolean kept =
        to == DataType.INT64.getNumber()
            || (to == DataType.INT32.getNumber()
                && (numbers.equals(Interval.SIZE)
                    || numbers.isWithin(Integer.MIN_VALUE, Integer.MAX_VALUE)));
    return kept ? numbers : Interval.ALL;
  }

  /** Quotient and remainder of numbers that are not negative lie between zero and the first. */
  private static Interval divided(Interval number, Interval divisor) {
    return number.least() >= 0 && divisor.least() >= 0
        ? new Interval(0, number.most())
        : Interval.ALL;
  }
}
