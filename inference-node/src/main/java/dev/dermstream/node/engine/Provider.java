package dev.dermstream.node.engine;

import java.util.Locale;
import java.util.Optional;

/** What ONNX Runtime hands a graph's operators to. */
public enum Provider {
  /** The processor. */
  CPU("cpu"),
  /** CUDA kernels; the CPU for operators that have none. */
  CUDA("CUDA"),
  /** Engines that TensorRT builds from the graph; CUDA, then the CPU, for what it leaves. */
  TENSORRT("TensorRT");

  private final String written;

  Provider(String written) {
    this.written = written;
  }

  /** As an engine's name shows it. */
  public String written() {
    return written;
  }

  /** Reads a configured name, whatever its case. */
  public static Optional<Provider> parse(String name) {
    for (Provider provider : values()) {
      if (provider.written.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(provider);
      }
    }
    return Optional.empty();
  }
}
