package dev.dermstream.node.engine;

import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.node.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Zeros and empty strings in the shapes that a model declares, to try it out with. */
public final class MadeUpInputs {
  /** A shape written wrongly must not take the memory of the node. */
  private static final long MOST_BYTES = 1L << 30;

  private MadeUpInputs() {}

  /** Inputs of so many rows; empty if a size is neither declared nor given, or beyond reason. */
  public static Optional<Map<String, HostTensor>> of(
      List<TensorSpec> inputs, GraphShapes shapes, int rows) {
    Map<String, HostTensor> made = new LinkedHashMap<>();
    for (TensorSpec input : inputs) {
      Optional<long[]> shape = shapes.of(input, rows).filter(known -> isSmall(input, known));
      if (shape.isEmpty()) {
        return Optional.empty();
      }
      made.put(input.name(), zeros(input.type(), shape.get()));
    }
    return Optional.of(made);
  }

  /** Inputs of the types and shapes of others. */
  public static Map<String, HostTensor> like(Map<String, HostTensor> others) {
    Map<String, HostTensor> made = new LinkedHashMap<>();
    others.forEach((name, other) -> made.put(name, zeros(other.type(), other.shape())));
    return made;
  }

  private static boolean isSmall(TensorSpec input, long[] shape) {
    return HostTensor.elementCount(shape) <= MOST_BYTES / Math.max(1, input.type().width());
  }

  private static HostTensor zeros(TensorType type, long[] shape) {
    int elements = Math.toIntExact(HostTensor.elementCount(shape));
    return type == TensorType.BYTES
        ? HostTensor.ofBytes(shape, Collections.nCopies(elements, new byte[0]))
        : HostTensor.of(type, shape, ByteBuffer.allocateDirect(elements * type.width()));
  }
}
