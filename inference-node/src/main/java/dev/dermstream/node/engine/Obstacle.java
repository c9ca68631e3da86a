package dev.dermstream.node.engine;

/**
 * Why an engine does not run.
 *
 * @param reason for whoever asks about a model; nothing of this machine's files or libraries
 * @param detail for the log
 */
record Obstacle(String reason, String detail) {
  static final Obstacle NO_GPU = plain("no GPU is there or allowed");
  static final Obstacle NOT_BUILT = plain("this ONNX Runtime is built without it");

  /** See {@link Precision#FP32}. */
  static final Obstacle ROUNDS =
      plain("it rounds factors of float32 products, which the precision fp32 forbids");

  private static final String NO_START = "it does not start";

  private static Obstacle plain(String reason) {
    return new Obstacle(reason, reason);
  }

  /** Of an engine whose start failed for this reason. */
  static Obstacle ofStart(String detail) {
    return new Obstacle(NO_START, detail);
  }

  /** Of an engine whose start failed; what lies at the bottom says most. */
  static Obstacle of(Throwable failure) {
    String detail = NO_START + ": " + failure.getMessage();
    Throwable cause = failure.getCause();
    if (cause == null) {
      return new Obstacle(NO_START, detail);
    }
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new Obstacle(NO_START, detail + ": " + cause.getMessage());
  }
}
