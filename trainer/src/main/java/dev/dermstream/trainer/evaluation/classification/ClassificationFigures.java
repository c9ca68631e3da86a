package dev.dermstream.trainer.evaluation.classification;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of a classifier. What is undefined is NaN.
 *
 * @param confusion of the most probable classes
 * @param rocAuc {@code [classes]}, each class against the others, 0 to 1
 * @param averagePrecision {@code [classes]} area under the curve of precision and recall, 0 to 1
 * @param expectedCalibrationError over bins of equal width, 0 to 1
 * @param brier summed over the classes, 0 to 2
 * @param logLoss natural logarithm, 0 or more
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read often, compared nowhere
record ClassificationFigures(
    ConfusionMatrix confusion,
    double[] rocAuc,
    double[] averagePrecision,
    double expectedCalibrationError,
    double brier,
    double logLoss) {
  /** Mean over the classes that have samples. */
  double macroRocAuc() {
    return confusion.macro(code -> rocAuc[code]);
  }

  /** Mean over the classes that have samples. */
  double macroAveragePrecision() {
    return confusion.macro(code -> averagePrecision[code]);
  }

  /** One number each for the whole, by their names in {@code metrics.json}. */
  Map<String, Double> headline() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy", confusion.accuracy());
    figures.put("macro_precision", confusion.macroPrecision());
    figures.put("macro_recall", confusion.macro(confusion::recall));
    figures.put("macro_f1", confusion.macro(confusion::f1));
    figures.put("macro_specificity", confusion.macro(confusion::specificity));
    figures.put("weighted_f1", confusion.weightedF1());
    figures.put("roc_auc_macro", macroRocAuc());
    figures.put("average_precision_macro", macroAveragePrecision());
    figures.put("ece_15_equal_width_bins", expectedCalibrationError);
    figures.put("brier_multiclass_sum", brier);
    figures.put("log_loss", logLoss);
    return figures;
  }
}
