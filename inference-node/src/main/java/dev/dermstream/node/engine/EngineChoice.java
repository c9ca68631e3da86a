package dev.dermstream.node.engine;

import java.util.Locale;
import java.util.Optional;

/** What an operator may ask to run a model with. */
public enum EngineChoice {
  /** The best that really starts: TensorRT, then CUDA, then the CPU, all on ONNX Runtime. */
  AUTO("auto"),
  /** ONNX Runtime on the devices that are named, the CPU if none is. */
  ONNX_RUNTIME("OnnxRuntime"),
  /** DJL's own TensorRT engine, for graphs of fixed shape on TensorRT 8. */
  TENSORRT("TensorRT"),
  /** The trainer's eager model, the reference. */
  PYTORCH("PyTorch");

  private final String written;

  EngineChoice(String written) {
    this.written = written;
  }

  /** As configuration writes it. */
  public String written() {
    return written;
  }

  /** Reads a configured name, whatever its case; DJL Serving's {@code ONNX} is ONNX Runtime. */
  public static Optional<EngineChoice> parse(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    if (plain.equals("onnx")) {
      return Optional.of(ONNX_RUNTIME);
    }
    for (EngineChoice choice : values()) {
      if (choice.written.toLowerCase(Locale.ROOT).equals(plain)) {
        return Optional.of(choice);
      }
    }
    return Optional.empty();
  }
}
