package dev.dermstream.trainer.finetune.recipe;

import dev.dermstream.trainer.optimize.AdamWConfig;
import dev.dermstream.trainer.optimize.LearningRate;

/**
 * How training moves.
 *
 * @param batch sequences computed together
 * @param accumulate such batches in one update
 * @param steps updates; 0 where {@code epochs} says how long
 * @param epochs passes over the examples; 0 where {@code steps} says how long
 * @param learningRate at the end of the warm-up
 * @param schedule after it
 * @param warmupSteps of linear rise
 * @param optimizer constants of AdamW
 * @param maxGradientNorm all gradients together are clipped to this
 * @param groupByLength whether sequences of like length share a batch
 * @param checkpointEvery updates after which a run could go on from here
 */
public record TrainingSettings(
    int batch,
    int accumulate,
    int steps,
    double epochs,
    double learningRate,
    Schedule schedule,
    int warmupSteps,
    AdamWConfig optimizer,
    double maxGradientNorm,
    boolean groupByLength,
    int checkpointEvery) {
  /** Sequences in an update. */
  public int perUpdate() {
    return batch * accumulate;
  }

  /** Sequences that are drawn in all. */
  public long draws(int examples) {
    return steps > 0 ? (long) steps * perUpdate() : Math.max(1, Math.round(epochs * examples));
  }

  /** Updates over so many examples. */
  public int updates(int examples) {
    return Math.toIntExact(Math.ceilDiv(draws(examples), perUpdate()));
  }

  /** The rate of every one of so many updates; few of them have a shorter warm-up. */
  public LearningRate rate(int updates) {
    return schedule.of(learningRate, Math.min(warmupSteps, updates - 1), updates);
  }
}
