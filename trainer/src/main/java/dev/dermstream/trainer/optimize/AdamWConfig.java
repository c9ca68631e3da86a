package dev.dermstream.trainer.optimize;

/**
 * The constants of AdamW.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, positive
 * @param weightDecay decoupled, not negative
 */
public record AdamWConfig(double beta1, double beta2, double epsilon, double weightDecay) {
  public AdamWConfig {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "betas must lie in [0, 1), not %s and %s".formatted(beta1, beta2));
    }
    if (!(epsilon > 0) || !(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "epsilon must be positive and weight decay not negative, not %s and %s"
              .formatted(epsilon, weightDecay));
    }
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8, as PyTorch has them. */
  public static AdamWConfig withWeightDecay(double weightDecay) {
    return new AdamWConfig(0.9, 0.999, 1e-8, weightDecay);
  }
}
