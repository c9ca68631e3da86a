package dev.dermstream.node.engine;

import java.util.Locale;
import java.util.Optional;

/** Arithmetic of a graph on a GPU; the CPU always computes in the graph's own types. */
public enum Precision {
  /** As the graph says, mostly float32. */
  FP32,
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
}
