package dev.dermstream.trainer.optimize;

/** The learning rate of every step. */
@FunctionalInterface
public interface LearningRate {
  /** Rate of the step that is taken next; the first step is 0. */
  double at(int step);

  /** The same at every step. */
  static LearningRate constant(double rate) {
    return step -> rate;
  }

  /**
   * Rises linearly from 0 over the warm-up steps, then falls as half a cosine to 0 at {@code steps}
   * (Loshchilov, Hutter 2017; step for step as Hugging Face's {@code
   * get_cosine_schedule_with_warmup}).
   */
  static LearningRate cosine(double peak, int warmupSteps, int steps) {
    requireRoom(warmupSteps, steps);
    return step -> {
      if (step < warmupSteps) {
        return peak * step / warmupSteps;
      }
      double progress = Math.min(1, (double) (step - warmupSteps) / (steps - warmupSteps));
      return peak * 0.5 * (1 + Math.cos(Math.PI * progress));
    };
  }

  /** Rises linearly from 0 over the warm-up steps, then stays. */
  static LearningRate constant(double rate, int warmupSteps) {
    return step -> step < warmupSteps ? rate * step / warmupSteps : rate;
  }

  /**
   * Rises linearly from 0 over the warm-up steps, then falls linearly to 0 at {@code steps} (step
   * for step as Hugging Face's {@code get_linear_schedule_with_warmup}).
   */
  static LearningRate linear(double peak, int warmupSteps, int steps) {
    requireRoom(warmupSteps, steps);
    return step ->
        step < warmupSteps
            ? peak * step / warmupSteps
            : peak * Math.max(0, (double) (steps - step) / (steps - warmupSteps));
  }

  private static void requireRoom(int warmupSteps, int steps) {
    if (warmupSteps < 0 || steps < 1 || warmupSteps >= steps) {
      throw new IllegalArgumentException(
          "%d warm-up steps do not fit before step %d".formatted(warmupSteps, steps));
    }
  }
}
