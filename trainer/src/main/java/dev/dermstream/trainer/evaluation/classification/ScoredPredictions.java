package dev.dermstream.trainer.evaluation.classification;

import dev.dermstream.index.calibration.CalibrationError;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Predictions with everything that does not depend on how often a sample counts: rankings sorted,
 * and what each sample adds to the means. {@link #figures} then goes over them once, which is what
 * makes a thousand replicates cheap.
 */
final class ScoredPredictions {
  /** A probability below it is counted as it, so that one sample cannot make the loss infinite. */
  static final double LEAST_PROBABILITY = 1e-15;

  private final Predictions predictions;
  private final List<ScoreRanking> rankings;
  private final int[] predicted;
  private final int[] bin;
  private final double[] excess;
  private final double[] brier;
  private final double[] logLoss;

  ScoredPredictions(Predictions predictions) {
    int samples = predictions.samples();
    this.predictions = predictions;
    rankings =
        IntStream.range(0, predictions.classes())
            .mapToObj(code -> ScoreRanking.of(predictions, code))
            .toList();
    predicted = IntStream.range(0, samples).map(predictions::predicted).toArray();
    bin = new int[samples];
    excess = new double[samples];
    brier = new double[samples];
    logLoss = new double[samples];
    for (int row = 0; row < samples; row++) {
      score(row);
    }
  }

  private void score(int row) {
    int trueClass = predictions.trueClass()[row];
    double confidence = predictions.probability(row, predicted[row]);
    bin[row] = CalibrationError.bin(confidence);
    excess[row] = confidence - (predicted[row] == trueClass ? 1 : 0);
    brier[row] = CalibrationError.brier(predictions.row(row), trueClass);
    logLoss[row] = -Math.log(Math.max(predictions.probability(row, trueClass), LEAST_PROBABILITY));
  }

  /** How many samples' own class has a probability that the log loss does not take as it is. */
  long flooredSamples() {
    return IntStream.range(0, predictions.samples())
        .filter(
            row -> predictions.probability(row, predictions.trueClass()[row]) < LEAST_PROBABILITY)
        .count();
  }

  /** The figures of every sample once. */
  ClassificationFigures figures() {
    return figures(IntStream.range(0, predictions.samples()).map(row -> 1).toArray());
  }

  /**
   * The figures.
   *
   * @param drawn {@code [samples]} how often each counts
   */
  ClassificationFigures figures(int[] drawn) {
    List<ScoreRanking.Areas> areas =
        rankings.stream().map(ranking -> ranking.areas(drawn)).toList();
    return new ClassificationFigures(
        confusion(drawn),
        areas.stream().mapToDouble(ScoreRanking.Areas::roc).toArray(),
        areas.stream().mapToDouble(ScoreRanking.Areas::precisionRecall).toArray(),
        calibrationError(drawn),
        mean(brier, drawn),
        mean(logLoss, drawn));
  }

  /** The counts alone, for what needs no more. */
  ConfusionMatrix confusion(int[] drawn) {
    long[][] counts = new long[predictions.classes()][predictions.classes()];
    for (int row = 0; row < drawn.length; row++) {
      counts[predictions.trueClass()[row]][predicted[row]] += drawn[row];
    }
    return new ConfusionMatrix(counts);
  }

  private double calibrationError(int[] drawn) {
    double[] sums = new double[CalibrationError.BINS];
    long count = 0;
    for (int row = 0; row < drawn.length; row++) {
      sums[bin[row]] += drawn[row] * excess[row];
      count += drawn[row];
    }
    double error = 0;
    for (double sum : sums) {
      error += Math.abs(sum);
    }
    return error / count;
  }

  private static double mean(double[] values, int[] drawn) {
    double sum = 0;
    long count = 0;
    for (int row = 0; row < drawn.length; row++) {
      sum += drawn[row] * values[row];
      count += drawn[row];
    }
    return sum / count;
  }
}
