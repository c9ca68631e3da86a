package dev.dermstream.node.engine;

import java.util.Locale;
import java.util.Optional;

/**
 * The coarsest arithmetic that a graph may be computed in on a GPU; the CPU always computes in the
 * graph's own types. {@link #FP16} and {@link #BF16} are TensorRT's alone: what it leaves to CUDA
 * is computed as {@link #TF32}.
 */
public enum Precision {
  /** As the graph says. TensorRT does not promise that and is not used. */
  FP32,
  /** As the graph says, but factors of float32 products may be rounded to 10 bits. */
  TF32,
  /** TensorRT may compute in float16. */
  FP16,
  /** TensorRT may compute in bfloat16. */
  BF16;

  /** Reads a configured name, whatever its case. */
  public static Optional<Precision> parse(String name) {
    for (Precision precision : values()) {
      if (precision.name().equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(precision);
      }
    }
    return Optional.empty();
  }

  /** As an engine's name shows it. */
  public String written() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What this comes to where there are no coarser kernels than those of TF32. */
  Precision onCuda() {
    return this == FP32 ? FP32 : TF32;
  }
}
