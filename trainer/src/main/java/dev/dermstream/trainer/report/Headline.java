package dev.dermstream.trainer.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The figures at the head of a report: what people call them, by their names in the files. */
final class Headline {
  static final Map<String, String> CLASSIFICATION =
      names(
          "accuracy", "Accuracy",
          "macro_precision", "Precision, mean of classes",
          "macro_recall", "Recall, mean of classes",
          "macro_specificity", "Specificity, mean of classes",
          "macro_f1", "F1, mean of classes",
          "roc_auc_macro", "ROC AUC, mean of classes",
          "average_precision_macro", "Average precision, mean of classes",
          "ece_15_equal_width_bins", "Expected calibration error",
          "brier_multiclass_sum", "Brier score (0 to 2)",
          "log_loss", "Log loss");

  static final Map<String, String> TEXTS =
      names(
          "semantic_matching_accuracy", "Accuracy by semantic matching",
          "corpus_bleu", "BLEU (0 to 100)",
          "rouge1_f1", "ROUGE-1",
          "rouge2_f1", "ROUGE-2",
          "rougeL_f1", "ROUGE-L",
          "bertscore_f1", "BERTScore F1");

  static final Map<String, String> FORMS =
      names(
          "well_formed", "Answers that have their form",
          "label_accuracy", "Accuracy of the labels in written reports");

  static final Map<String, String> LOSSES =
      names("train_loss", "Training loss, last", "eval_loss", "Evaluation loss, best");

  private static final double SMALL = 0.001;

  private Headline() {}

  private static Map<String, String> names(String... keysAndNames) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < keysAndNames.length; i += 2) {
      names.put(keysAndNames[i], keysAndNames[i + 1]);
    }
    return Collections.unmodifiableMap(names);
  }

  /** Four decimals, more digits where these would show none. */
  static String number(double value) {
    return value != 0 && Math.abs(value) < SMALL
        ? String.format(Locale.ROOT, "%.2e", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }
}
