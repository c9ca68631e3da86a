package dev.dermstream.node.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a model declares of one input or output.
 *
 * @param name as the graph calls it, not blank
 * @param type of every element
 * @param shape sizes of the axes, row-major, {@value #ANY} where the model takes any size; empty
 *     for a scalar. Copied on the way in and out.
 */
@SuppressWarnings("ArrayRecordComponent") // Copied at every entry, and compared by its values.
public record TensorSpec(String name, TensorType type, long[] shape) {
  /** An axis of any size. */
  public static final long ANY = -1;

  public TensorSpec {
    shape = shape.clone();
    if (name.isBlank()) {
      throw new IllegalArgumentException("A tensor has no name");
    }
    for (long axis : shape) {
      if (axis < ANY) {
        throw new IllegalArgumentException("%s: %d is no size".formatted(name, axis));
      }
    }
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Number of axes. */
  public int rank() {
    return shape.length;
  }

  /** True if a tensor of these axes is one that the model declares. */
  public boolean accepts(long[] actual) {
    if (actual.length != shape.length) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] != ANY && shape[i] != actual[i]) {
        return false;
      }
    }
    return true;
  }

  /** A shape as people write it, {@code [-1,3,224,224]}. */
  public static String shown(long[] shape) {
    return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorSpec that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return name + " " + type + shown(shape);
  }
}
