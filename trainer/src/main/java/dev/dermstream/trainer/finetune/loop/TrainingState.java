package dev.dermstream.trainer.finetune.loop;

/**
 * Where a run stands after an update.
 *
 * @param step updates taken
 * @param evalLoss of the validation examples at this step; NaN if they were not evaluated here
 * @param bestStep of the lowest such loss so far
 * @param bestLoss that loss
 * @param withoutGain evaluations since then
 * @param trainLoss of the last update
 * @param spent until now
 */
public record TrainingState(
    int step,
    double evalLoss,
    int bestStep,
    double bestLoss,
    int withoutGain,
    double trainLoss,
    Spent spent) {
  static final TrainingState BEGINNING =
      new TrainingState(0, Double.NaN, 0, Double.POSITIVE_INFINITY, 0, Double.NaN, Spent.NOTHING);

  /** After another update. */
  TrainingState updated(double loss) {
    return new TrainingState(step + 1, Double.NaN, bestStep, bestLoss, withoutGain, loss, spent);
  }

  /** After an evaluation at the same step. */
  TrainingState evaluated(double loss) {
    return loss < bestLoss
        ? new TrainingState(step, loss, step, loss, 0, trainLoss, spent)
        : new TrainingState(step, loss, bestStep, bestLoss, withoutGain + 1, trainLoss, spent);
  }

  /** With what it has taken. */
  TrainingState at(Spent now) {
    return new TrainingState(step, evalLoss, bestStep, bestLoss, withoutGain, trainLoss, now);
  }
}
