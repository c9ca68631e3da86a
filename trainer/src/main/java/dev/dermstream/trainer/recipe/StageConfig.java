package dev.dermstream.trainer.recipe;

/**
 * How long and how fast one stage of training goes.
 *
 * @param steps optimizer steps, over {@code warmupSteps}
 * @param warmupSteps steps of linear rise to the peak
 * @param peakRate learning rate at the end of the warm-up
 * @param weightDecay of AdamW, on weights of two and more dimensions
 * @param maxGradientNorm all gradients together are clipped to this
 */
public record StageConfig(
    int steps, int warmupSteps, double peakRate, double weightDecay, double maxGradientNorm) {
  public StageConfig {
    if (warmupSteps < 0 || steps <= warmupSteps) {
      throw new IllegalArgumentException(
          "%d steps do not hold %d warm-up steps".formatted(steps, warmupSteps));
    }
    if (!(peakRate > 0) || !(weightDecay >= 0) || !(maxGradientNorm > 0)) {
      throw new IllegalArgumentException(
          "rate %s, decay %s and gradient norm %s must be positive"
              .formatted(peakRate, weightDecay, maxGradientNorm));
    }
  }
}
