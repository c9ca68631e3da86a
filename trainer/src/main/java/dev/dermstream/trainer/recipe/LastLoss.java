package dev.dermstream.trainer.recipe;

import dev.dermstream.platform.safetensors.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** The mean loss of a stage's last steps, kept in its checkpoint. */
final class LastLoss {
  private static final String NAME = "last_loss";
  private static final int STEPS = 50;

  private LastLoss() {}

  static Map<String, Tensor> tensors(double[] losses) {
    int first = Math.max(0, losses.length - STEPS);
    double mean = Arrays.stream(losses, first, losses.length).average().orElseThrow();
    return Map.of(NAME, Tensor.ofFloats(new float[] {(float) mean}, 1));
  }

  static double of(Map<String, Tensor> checkpoint) {
    return Objects.requireNonNull(checkpoint.get(NAME), NAME).toFloats()[0];
  }
}
