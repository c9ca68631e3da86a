package dev.dermstream.node.engine;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Element types of a graph's values, as far as the operators tell: most give what their first input
 * has, and those that do not are listed. Numbers of {@link DataType}. Not thread-safe.
 */
final class ElementTypes {
  /** For a value of which nothing is known. */
  static final int UNKNOWN = DataType.UNDEFINED.getNumber();

  private static final int FLOAT = DataType.FLOAT.getNumber();
  private static final int INT32 = DataType.INT32.getNumber();
  private static final int INT64 = DataType.INT64.getNumber();
  private static final int BOOL = DataType.BOOL.getNumber();

  private static final Set<String> GIVE_INT64 =
      Set.of("Shape", "Size", "ArgMax", "ArgMin", "NonZero", "NonMaxSuppression");
  private static final Set<String> GIVE_INT32 = Set.of("ConvInteger", "MatMulInteger");
  private static final Set<String> GIVE_BOOL =
      Set.of(
          "Equal",
          "Greater",
          "GreaterOrEqual",
          "Less",
          "LessOrEqual",
          "And",
          "Or",
          "Xor",
          "Not",
          "IsNaN",
          "IsInf");

  /** Their attribute {@code dtype} or {@code to} decides, and the default where it is not there. */
  private static final Map<String, Integer> NAMED_BY_ATTRIBUTE =
      Map.of(
          "Cast", UNKNOWN,
          "RandomNormal", FLOAT,
          "RandomUniform", FLOAT,
          "Multinomial", INT32,
          "HannWindow", FLOAT,
          "HammingWindow", FLOAT,
          "BlackmanWindow", FLOAT);

  /** What of their inputs their output is like. */
  private static final Map<String, Integer> LIKE_INPUT =
      Map.of(
          "Where", 1,
          "CastLike", 1,
          "DequantizeLinear", 1,
          "OneHot", 2,
          "QuantizeLinear", 2,
          "QLinearConv", 7,
          "QLinearMatMul", 7);

  /** Operators whose further outputs are places in their input. */
  private static final Set<String> PLACES_BEHIND = Set.of("TopK", "Unique", "MaxPool");

  private final Map<String, Integer> known = new HashMap<>();
  private final @Nullable ElementTypes outer;

  /**
   * Knows nothing yet.
   *
   * @param outer of the graph around this one, whose values it sees
   */
  ElementTypes(@Nullable ElementTypes outer) {
    this.outer = outer;
  }

  int of(String value) {
    Integer own = known.get(value);
    if (own != null) {
      return own;
    }
    return outer == null ? UNKNOWN : outer.of(value);
  }

  void put(String value, int type) {
    if (type != UNKNOWN) {
      known.put(value, type);
    }
  }

  void putAll(List<ValueInfoProto> declared) {
    declared.forEach(value -> put(value.getName(), value.getType().getTensorType().getElemType()));
  }

  /** Learns what a node gives whose inputs are known; graphs within it are somebody else's. */
  void learn(NodeProto node) {
    for (int i = 0; i < node.getOutputCount(); i++) {
      if (of(node.getOutput(i)) == UNKNOWN) {
        put(node.getOutput(i), i == 0 ? first(node) : further(node));
      }
    }
  }

  private int further(NodeProto node) {
    if (PLACES_BEHIND.contains(node.getOpType())) {
      return INT64;
    }
    return node.getOpType().equals("Dropout") ? BOOL : first(node);
  }

  private int first(NodeProto node) {
    String operator = node.getOpType();
    if (GIVE_INT64.contains(operator)) {
      return INT64;
    }
    if (GIVE_INT32.contains(operator)) {
      return INT32;
    }
    if (GIVE_BOOL.contains(operator)) {
      return BOOL;
    }
    Optional<Integer> attribute = named(node);
    if (attribute.isPresent() || NAMED_BY_ATTRIBUTE.containsKey(operator)) {
      return attribute.orElseGet(() -> NAMED_BY_ATTRIBUTE.getOrDefault(operator, UNKNOWN));
    }
    return switch (operator) {
      case "Constant" -> constant(node);
      case "ConstantOfShape" -> tensor(node, "value").orElse(FLOAT);
      default -> like(node, LIKE_INPUT.getOrDefault(operator, 0));
    };
  }

  private int like(NodeProto node, int input) {
    return input < node.getInputCount() ? of(node.getInput(input)) : UNKNOWN;
  }

  private static Optional<Integer> named(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals("to") || a.getName().equals("dtype"))
        .filter(a -> a.getType() == AttributeProto.AttributeType.INT)
        .map(a -> (int) a.getI())
        .findFirst();
  }

  private static int constant(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      switch (attribute.getName()) {
        case "value_int", "value_ints" -> {
          return INT64;
        }
        case "value_float", "value_floats" -> {
          return FLOAT;
        }
        default -> {
          if (attribute.hasT()) {
            return attribute.getT().getDataType();
          }
        }
      }
    }
    return UNKNOWN;
  }

  private static Optional<Integer> tensor(NodeProto node, String attribute) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals(attribute) && a.hasT())
        .map(a -> a.getT().getDataType())
        .findFirst();
  }
}
