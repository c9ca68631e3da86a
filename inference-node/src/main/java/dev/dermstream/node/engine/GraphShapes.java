package dev.dermstream.node.engine;

import dev.dermstream.node.tensor.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sizes at which a graph is run: its declared axes, with what is known of those that it leaves
 * open. The first axis is the batch where the graph leaves it open.
 *
 * @param given full shapes of inputs whose other axes are open too, by name; the first number of
 *     each may be -1 for the batch
 * @param batchSizes rows of a run, ascending, at least one
 */
public record GraphShapes(Map<String, long[]> given, List<Integer> batchSizes) {
  /** One row, and nothing known of open axes. */
  public static final GraphShapes ONE_ROW = new GraphShapes(Map.of(), List.of(1));

  public GraphShapes {
    given = Map.copyOf(given);
    batchSizes = List.copyOf(batchSizes);
    if (batchSizes.isEmpty()) {
      throw new IllegalArgumentException("a graph is run with some batch size");
    }
  }

  /** The shape of an input with so many rows; empty if an axis besides the first is not known. */
  public Optional<long[]> of(TensorSpec input, int rows) {
    long[] shape = input.shape();
    long[] known = given.get(input.name());
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] == TensorSpec.ANY) {
        shape[axis] = size(known, axis, rows);
      }
      if (shape[axis] < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(shape);
  }

  private static long size(long @Nullable [] known, int axis, int rows) {
    if (known != null && axis < known.length && known[axis] >= 0) {
      return known[axis];
    }
    return axis == 0 ? rows : TensorSpec.ANY;
  }

  /**
   * One optimisation profile in TensorRT's words, {@code name:1x3x224x224,other:1x4}.
   *
   * @return empty if an axis is not known
   */
  Optional<String> profile(List<TensorSpec> inputs, int rows) {
    if (inputs.stream().anyMatch(input -> of(input, rows).isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        inputs.stream()
            .map(input -> input.name() + ":" + sizes(of(input, rows).orElseThrow()))
            .collect(Collectors.joining(",")));
  }

  private static String sizes(long[] shape) {
    return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }
}
