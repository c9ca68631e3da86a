package dev.dermstream.trainer.evaluation.classification;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.calibration.CalibrationError;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.Interval;
import dev.dermstream.trainer.figures.ClassBarsChart;
import dev.dermstream.trainer.figures.ClassCurve;
import dev.dermstream.trainer.figures.ConfusionChart;
import dev.dermstream.trainer.figures.CurveChart;
import dev.dermstream.trainer.figures.Figure;
import dev.dermstream.trainer.figures.ReliabilityChart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The figures of a classifier's predictions. Immutable and thread-safe. */
public final class ClassificationCharts {
  private final Predictions predictions;
  private final List<String> names;
  private final ClassificationFigures figures;
  private final ConfusionMatrix matrix;
  private final Map<String, Interval> intervals;

  private ClassificationCharts(Predictions predictions, List<String> names, Bootstrap bootstrap) {
    ScoredPredictions scored = new ScoredPredictions(predictions);
    this.predictions = predictions;
    this.names = names;
    figures = scored.figures();
    matrix = figures.confusion();
    intervals = bootstrap.intervals(predictions.units(), drawn -> byClass(scored.confusion(drawn)));
  }

  /**
   * Reads predictions.
   *
   * @param predictions as for {@link ClassificationEvaluation#run}
   * @param names of the classes in order; empty if they have none, then numbers stand for them
   * @param bootstrap of the intervals of each class
   * @throws ServiceException (INVALID_INPUT) also if there are more or fewer names than classes
   */
  public static ClassificationCharts read(Path predictions, List<String> names, Bootstrap bootstrap)
      throws IOException {
    Predictions read = Predictions.read(predictions);
    if (!names.isEmpty() && names.size() != read.classes()) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "%s: has %d classes; there are %d names."
              .formatted(predictions, read.classes(), names.size()));
    }
    List<String> shown =
        names.isEmpty()
            ? IntStream.range(0, read.classes()).mapToObj(code -> "Class " + code).toList()
            : List.copyOf(names);
    return new ClassificationCharts(read, shown, bootstrap);
  }

  /**
   * What the classifier did with one class.
   *
   * @param name of the class
   * @param support its samples
   * @param precision NaN where it is undefined, as the others
   */
  public record ClassRow(
      String name,
      long support,
      double precision,
      Interval precisionInterval,
      double recall,
      Interval recallInterval,
      double f1,
      Interval f1Interval,
      double specificity,
      double rocAuc,
      double averagePrecision) {}

  /** By class. */
  public List<ClassRow> rows() {
    return IntStream.range(0, matrix.classes()).mapToObj(this::row).toList();
  }

  private ClassRow row(int code) {
    return new ClassRow(
        names.get(code),
        matrix.support(code),
        matrix.precision(code),
        interval("precision", code),
        matrix.recall(code),
        interval("recall", code),
        matrix.f1(code),
        interval("f1", code),
        matrix.specificity(code),
        figures.rocAuc()[code],
        figures.averagePrecision()[code]);
  }

  /** Confusion matrix, curves where they are defined, reliability, bars of each class. */
  public List<Figure> figures() {
    List<Figure> all = new ArrayList<>();
    all.add(ConfusionChart.of(names, confusion()));
    all.addAll(curves());
    all.add(reliability());
    all.add(bars());
    return List.copyOf(all);
  }

  private List<Figure> curves() {
    List<ClassCurve> roc = new ArrayList<>();
    List<ClassCurve> precisionRecall = new ArrayList<>();
    double prevalence = 0;
    for (int code = 0; code < matrix.classes(); code++) {
      long support = matrix.support(code);
      if (support > 0 && support < matrix.samples()) {
        ScoreRanking.Thresholds thresholds = ScoreRanking.of(predictions, code).thresholds();
        roc.add(ThresholdCurves.roc(names.get(code), code, thresholds, figures.rocAuc()[code]));
        precisionRecall.add(
            ThresholdCurves.precisionRecall(
                names.get(code), code, thresholds, figures.averagePrecision()[code]));
        prevalence += support / (double) matrix.samples();
      }
    }
    if (roc.isEmpty()) {
      return List.of();
    }
    return List.of(
        CurveChart.roc(roc, ThresholdCurves.mean(roc, 0, figures.macroRocAuc())),
        CurveChart.precisionRecall(
            precisionRecall,
            ThresholdCurves.mean(precisionRecall, Double.NaN, figures.macroAveragePrecision()),
            prevalence / roc.size()));
  }

  private Figure reliability() {
    long[] samples = new long[CalibrationError.BINS];
    long[] right = new long[CalibrationError.BINS];
    double[] confidence = new double[CalibrationError.BINS];
    for (int row = 0; row < predictions.samples(); row++) {
      int predicted = predictions.predicted(row);
      double probability = predictions.probability(row, predicted);
      int bin = CalibrationError.bin(probability);
      samples[bin]++;
      right[bin] += predicted == predictions.trueClass()[row] ? 1 : 0;
      confidence[bin] += probability;
    }
    return ReliabilityChart.of(
        IntStream.range(0, samples.length)
            .mapToObj(bin ->
                new ReliabilityChart.Bin(samples[bin], right[bin], confidence[bin] / samples[bin]))
            .toList(),
        figures.expectedCalibrationError());
  }

  private Figure bars() {
    return ClassBarsChart.of(
        names,
        IntStream.range(0, matrix.classes()).mapToLong(matrix::support).toArray(),
        List.of(
            measure("Precision", "precision", matrix::precision),
            measure("Recall", "recall", matrix::recall),
            measure("F1", "f1", matrix::f1)));
  }

  private ClassBarsChart.Measure measure(String title, String key, IntToDoubleFunction value) {
    int classes = matrix.classes();
    return new ClassBarsChart.Measure(
        title,
        IntStream.range(0, classes).mapToDouble(value).toArray(),
        IntStream.range(0, classes).mapToDouble(code -> interval(key, code).low()).toArray(),
        IntStream.range(0, classes).mapToDouble(code -> interval(key, code).high()).toArray());
  }

  private Interval interval(String key, int code) {
    return intervals.getOrDefault(key + code, new Interval(Double.NaN, Double.NaN));
  }

  private static Map<String, Double> byClass(ConfusionMatrix matrix) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (int code = 0; code < matrix.classes(); code++) {
      figures.put("precision" + code, matrix.precision(code));
      figures.put("recall" + code, matrix.recall(code));
      figures.put("f1" + code, matrix.f1(code));
    }
    return figures;
  }

  /** {@code [true class, predicted class]}, a copy. */
  public long[][] confusion() {
    long[][] counts = new long[matrix.classes()][matrix.classes()];
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts.length; column++) {
        counts[row][column] = matrix.count(row, column);
      }
    }
    return counts;
  }
}
