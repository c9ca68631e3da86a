package dev.dermstream.platform.safetensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Compares the tensors of a file with the names and shapes that are needed. */
public final class TensorCheck {
  private static final Set<DataType> FLOATS = Set.of(DataType.F32, DataType.F16, DataType.BF16);

  private TensorCheck() {}

  /** Every missing, misshaped, mistyped and unknown tensor, by name. */
  public static List<String> problems(
      Map<String, long[]> needed, Map<String, Tensor> found, Predicate<String> tolerated) {
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, long[]> entry : needed.entrySet()) {
      Tensor tensor = found.get(entry.getKey());
      String shape = Arrays.toString(entry.getValue());
      if (tensor == null) {
        problems.add("missing tensor " + entry.getKey() + " " + shape);
      } else if (!Arrays.equals(tensor.shape(), entry.getValue())) {
        problems.add(
            "tensor %s has shape %s, needed is %s"
                .formatted(entry.getKey(), Arrays.toString(tensor.shape()), shape));
      } else if (!FLOATS.contains(tensor.type())) {
        problems.add(
            "tensor %s has type %s, needed is one of F32, F16, BF16"
                .formatted(entry.getKey(), tensor.type()));
      }
    }
    new TreeMap<>(found)
        .forEach((name, tensor) -> {
          if (!needed.containsKey(name) && !tolerated.test(name)) {
            problems.add("unknown tensor " + name + " " + Arrays.toString(tensor.shape()));
          }
        });
    return problems;
  }

  /** Every tensor that holds a value that is no finite number, by name. */
  public static List<String> notFinite(Map<String, Tensor> found) {
    List<String> problems = new ArrayList<>();
    found.forEach((name, tensor) -> {
      for (float value : tensor.toFloats()) {
        if (!Float.isFinite(value)) {
          problems.add("tensor %s holds %s".formatted(name, value));
          break;
        }
      }
    });
    return problems;
  }
}
