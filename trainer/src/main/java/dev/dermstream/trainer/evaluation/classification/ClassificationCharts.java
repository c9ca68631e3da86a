package dev.dermstream.trainer.evaluation.classification;

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
  private final ConfusionMatrix confusion;
  private final Map<String, Interval> intervals;

  ClassificationCharts(Predictions predictions, ClassNameList names, Bootstrap bootstrap) {
    ScoredPredictions scored = new ScoredPredictions(predictions);
    this.predictions = predictions;
    this.names = names.of(predictions.classes());
    figures = scored.figures();
    confusion = figures.confusion();
    intervals =
        bootstrap.intervals(predictions.samples(), drawn -> byClass(scored.confusion(drawn)));
  }

  /**
   * Reads predictions.
   *
   * @param predictions as for {@link ClassificationEvaluation#run}
   * @param names of the classes
   * @param bootstrap of the intervals of each class
   */
  public static ClassificationCharts read(
      Path predictions, ClassNameList names, Bootstrap bootstrap) throws IOException {
    return new ClassificationCharts(Predictions.read(predictions), names, bootstrap);
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
    return IntStream.range(0, confusion.classes()).mapToObj(this::row).toList();
  }

  private ClassRow row(int code) {
    return new ClassRow(
        names.get(code),
        confusion.support(code),
        confusion.precision(code),
        interval("precision", code),
        confusion.recall(code),
        interval("recall", code),
        confusion.f1(code),
        interval("f1", code),
        confusion.specificity(code),
        figures.rocAuc()[code],
        figures.averagePrecision()[code]);
  }

  /** Confusion matrix, curves where they are defined, reliability, bars of each class. */
  public List<Figure> figures() {
    List<Figure> all = new ArrayList<>();
    all.add(ConfusionChart.of(names, counts()));
    all.addAll(curves());
    all.add(reliability());
    all.add(bars());
    return List.copyOf(all);
  }

  private List<Figure> curves() {
    List<ClassCurve> roc = new ArrayList<>();
    List<ClassCurve> precisionRecall = new ArrayList<>();
    double prevalence = 0;
    for (int code = 0; code < confusion.classes(); code++) {
      long support = confusion.support(code);
      if (support > 0 && support < confusion.samples()) {
        ScoreRanking.Thresholds thresholds = ScoreRanking.of(predictions, code).thresholds();
        roc.add(ThresholdCurves.roc(names.get(code), code, thresholds, figures.rocAuc()[code]));
        precisionRecall.add(
            ThresholdCurves.precisionRecall(
                names.get(code), code, thresholds, figures.averagePrecision()[code]));
        prevalence += support / (double) confusion.samples();
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
        IntStream.range(0, confusion.classes()).mapToLong(confusion::support).toArray(),
        List.of(
            measure("Precision", "precision", confusion::precision),
            measure("Recall", "recall", confusion::recall),
            measure("F1", "f1", confusion::f1)));
  }

  private ClassBarsChart.Measure measure(String title, String key, IntToDoubleFunction value) {
    int classes = confusion.classes();
    return new ClassBarsChart.Measure(
        title,
        IntStream.range(0, classes).mapToDouble(value).toArray(),
        IntStream.range(0, classes).mapToDouble(code -> interval(key, code).low()).toArray(),
        IntStream.range(0, classes).mapToDouble(code -> interval(key, code).high()).toArray());
  }

  private Interval interval(String key, int code) {
    return intervals.getOrDefault(key + code, new Interval(Double.NaN, Double.NaN));
  }

  private static Map<String, Double> byClass(ConfusionMatrix confusion) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (int code = 0; code < confusion.classes(); code++) {
      figures.put("precision" + code, confusion.precision(code));
      figures.put("recall" + code, confusion.recall(code));
      figures.put("f1" + code, confusion.f1(code));
    }
    return figures;
  }

  private long[][] counts() {
    long[][] counts = new long[confusion.classes()][confusion.classes()];
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts.length; column++) {
        counts[row][column] = confusion.count(row, column);
      }
    }
    return counts;
  }
}
