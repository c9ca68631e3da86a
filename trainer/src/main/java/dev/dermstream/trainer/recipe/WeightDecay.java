package dev.dermstream.trainer.recipe;

/** Which parameters are pulled towards zero: matrices, and neither biases, norms nor scalars. */
final class WeightDecay {
  private WeightDecay() {}

  static boolean applies(String name) {
    return name.endsWith(".weight") && !name.contains("norm") && !name.contains("embedding");
  }
}
