package dev.dermstream.trainer.recipe;

/** Which parameters are pulled towards zero: matrices, and neither biases, norms nor scalars. */
public final class WeightDecay {
  private WeightDecay() {}

  /** Whether AdamW decays the parameter of this name. */
  public static boolean applies(String name) {
    return name.endsWith(".weight") && !name.contains("norm") && !name.contains("embedding");
  }
}
