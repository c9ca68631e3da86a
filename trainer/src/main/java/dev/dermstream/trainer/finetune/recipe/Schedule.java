package dev.dermstream.trainer.finetune.recipe;

import dev.dermstream.trainer.optimize.LearningRate;

/** How the learning rate goes after its linear warm-up. */
public enum Schedule {
  /** Half a cosine to 0. */
  COSINE,
  /** A straight line to 0. */
  LINEAR,
  /** Stays. */
  CONSTANT;

  /** The rate of every step. */
  LearningRate of(double peak, int warmupSteps, int steps) {
    return switch (this) {
      case COSINE -> LearningRate.cosine(peak, warmupSteps, steps);
      case LINEAR -> LearningRate.linear(peak, warmupSteps, steps);
      case CONSTANT -> LearningRate.constant(peak, warmupSteps);
    };
  }
}
