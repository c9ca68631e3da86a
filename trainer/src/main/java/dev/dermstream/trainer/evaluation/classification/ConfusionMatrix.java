package dev.dermstream.trainer.evaluation.classification;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How often each class was predicted as each. Ratios are 0 to 1, and NaN where their denominator is
 * 0.
 */
final class ConfusionMatrix {
  private final long[][] counts;
  private final long[] support;
  private final long[] predicted;
  private final long samples;

  /**
   * A matrix.
   *
   * @param counts {@code [true class, predicted class]}, square; not copied
   */
  ConfusionMatrix(long[][] counts) {
    this.counts = counts;
    support = new long[counts.length];
    predicted = new long[counts.length];
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts.length; column++) {
        support[row] += counts[row][column];
        predicted[column] += counts[row][column];
      }
    }
    samples = Arrays.stream(support).sum();
  }

  int classes() {
    return counts.length;
  }

  long samples() {
    return samples;
  }

  /** Samples of one class that were predicted as another or the same. */
  long count(int trueClass, int predictedClass) {
    return counts[trueClass][predictedClass];
  }

  /** Samples of a class. */
  long support(int code) {
    return support[code];
  }

  /** Samples that were predicted as a class. */
  long predicted(int code) {
    return predicted[code];
  }

  double accuracy() {
    return IntStream.range(0, classes()).mapToLong(this::right).sum() / (double) samples;
  }

  /** NaN for a class that is never predicted. */
  double precision(int code) {
    return right(code) / (double) predicted(code);
  }

  /** Sensitivity; NaN for a class without samples. */
  double recall(int code) {
    return right(code) / (double) support(code);
  }

  /** NaN where every sample is of the class. */
  double specificity(int code) {
    long others = samples - support(code);
    return (others - (predicted(code) - right(code))) / (double) others;
  }

  /** NaN for a class without samples, 0 for one that is never predicted. */
  double f1(int code) {
    return support(code) == 0 ? Double.NaN : 2.0 * right(code) / (support(code) + predicted(code));
  }

  /** Mean of F1, weighted by the samples of each class. */
  double weightedF1() {
    return IntStream.range(0, classes())
        .filter(code -> support(code) > 0)
        .mapToDouble(code -> support(code) * f1(code) / samples)
        .sum();
  }

  /** Macro average of precision, in which a class that is never predicted counts as 0. */
  double macroPrecision() {
    return macro(code -> predicted(code) == 0 ? 0 : precision(code));
  }

  /** Mean of a figure over the classes that have samples. */
  double macro(IntToDoubleFunction figure) {
    return IntStream.range(0, classes())
        .filter(code -> support(code) > 0)
        .mapToDouble(figure)
        .average()
        .orElse(Double.NaN);
  }

  private long right(int code) {
    return counts[code][code];
  }
}
