package dev.dermstream.trainer.evaluation.classification;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.EvaluationFiles;
import dev.dermstream.trainer.evaluation.EvaluationPart;
import dev.dermstream.trainer.evaluation.Interval;
import dev.dermstream.trainer.evaluation.ResultFolder;
import dev.dermstream.trainer.evaluation.ResultJson;
import dev.dermstream.trainer.evaluation.ResultTable;
import dev.dermstream.trainer.evaluation.SamplingUnits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code dermstream evaluate --predictions}. Input that cannot be used throws {@link
 * dev.dermstream.error.ServiceException} (INVALID_INPUT), files that cannot be read {@link
 * IOException}; both messages are for the user as they stand.
 */
public final class ClassificationEvaluation {
  /** The key of these figures beside others. */
  public static final String KEY = "classification";

  private final ClassificationFigures figures;
  private final ConfusionMatrix confusion;
  private final List<String> names;
  private final Bootstrap bootstrap;
  private final SamplingUnits units;
  private final Map<String, Interval> intervals;
  private final List<String> undefined;
  private final long flooredSamples;

  private ClassificationEvaluation(
      Predictions predictions, List<String> names, Bootstrap bootstrap) {
    ScoredPredictions scored = new ScoredPredictions(predictions);
    this.names = names;
    this.bootstrap = bootstrap;
    units = predictions.units();
    figures = scored.figures();
    confusion = figures.confusion();
    intervals = bootstrap.intervals(units, drawn -> scored.figures(drawn).headline());
    undefined = undefined();
    flooredSamples = scored.flooredSamples();
  }

  /**
   * Evaluates predictions.
   *
   * @param predictions safetensors with {@code y_true} [n], integers from 0, and {@code
   *     probabilities} [n, classes], each row summing to one
   * @param out a new or empty folder, which gets {@code metrics.json} and {@code per-class.csv}
   * @param bootstrap of the intervals
   * @return the headline figures, for a person
   */
  public static String run(Path predictions, Path out, Bootstrap bootstrap) throws IOException {
    ResultFolder folder = new ResultFolder(out);
    return EvaluationFiles.write(folder, List.of(of(predictions, List.of(), bootstrap)));
  }

  /**
   * Evaluates predictions.
   *
   * @param predictions as for {@link #run}
   * @param names of the classes in order; empty if they have none
   * @param bootstrap of the intervals
   * @throws ServiceException (INVALID_INPUT) also if there are more or fewer names than classes
   */
  public static EvaluationPart of(Path predictions, List<String> names, Bootstrap bootstrap)
      throws IOException {
    Predictions read = Predictions.read(predictions);
    if (!names.isEmpty() && names.size() != read.classes()) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "%s: has %d classes; there are %d names."
              .formatted(predictions, read.classes(), names.size()));
    }
    ClassificationEvaluation evaluation =
        new ClassificationEvaluation(read, List.copyOf(names), bootstrap);
    return new EvaluationPart(
        KEY, evaluation.json(), "per-class.csv", evaluation.table(), evaluation.summary());
  }

  private List<String> undefined() {
    List<String> sentences = new ArrayList<>();
    for (int code = 0; code < confusion.classes(); code++) {
      String named = names.isEmpty() ? "" : " (" + names.get(code) + ")";
      if (confusion.support(code) == 0) {
        sentences.add(
            "Class %d%s has no sample: its recall, F1, ROC AUC and average precision are undefined, and it is left out of macro averages."
                .formatted(code, named));
      } else if (confusion.support(code) == confusion.samples()) {
        sentences.add(
            "Every sample is of class %d%s: its specificity and ROC AUC are undefined."
                .formatted(code, named));
      }
      if (confusion.predicted(code) == 0) {
        sentences.add(
            "Class %d%s is never predicted: its precision is undefined%s."
                .formatted(
                    code,
                    named,
                    confusion.support(code) == 0 ? "" : ", and counts as 0 in the macro average"));
      }
    }
    if (units.count() == 1) {
      sentences.add("There is one %s alone: no interval can be told.".formatted(units.kind()));
    }
    return List.copyOf(sentences);
  }

  private JsonObject json() {
    int classes = confusion.classes();
    JsonObject json = new JsonObject();
    json.addProperty("samples", confusion.samples());
    json.addProperty("classes", classes);
    if (!names.isEmpty()) {
      json.add("class_names", ResultJson.sentences(names));
    }
    json.add("support", ResultJson.counts(classes, confusion::support));
    json.add("accuracy", ResultJson.number(confusion.accuracy()));
    json.add("precision", ResultJson.numbers(classes, confusion::precision));
    json.add("recall", ResultJson.numbers(classes, confusion::recall));
    json.add("f1", ResultJson.numbers(classes, confusion::f1));
    json.add("specificity", ResultJson.numbers(classes, confusion::specificity));
    json.add("macro", macro());
    json.add("weighted_f1", ResultJson.number(confusion.weightedF1()));
    json.add("roc_auc_ovr", ResultJson.numbers(classes, code -> figures.rocAuc()[code]));
    json.add("roc_auc_macro", ResultJson.number(figures.macroRocAuc()));
    json.add(
        "average_precision", ResultJson.numbers(classes, code -> figures.averagePrecision()[code]));
    json.add("average_precision_macro", ResultJson.number(figures.macroAveragePrecision()));
    json.add("confusion_matrix", matrix());
    json.addProperty("ece_15_equal_width_bins", figures.expectedCalibrationError());
    json.addProperty("brier_multiclass_sum", figures.brier());
    json.addProperty("log_loss", figures.logLoss());
    json.addProperty("log_loss_floored_samples", flooredSamples);
    ResultJson.addIntervals(json, bootstrap, units, intervals);
    json.add("undefined", ResultJson.sentences(undefined));
    return json;
  }

  private JsonObject macro() {
    JsonObject json = new JsonObject();
    json.add("precision", ResultJson.number(confusion.macroPrecision()));
    json.add("recall", ResultJson.number(confusion.macro(confusion::recall)));
    json.add("f1", ResultJson.number(confusion.macro(confusion::f1)));
    json.add("specificity", ResultJson.number(confusion.macro(confusion::specificity)));
    return json;
  }

  private JsonArray matrix() {
    JsonArray rows = new JsonArray();
    for (int code = 0; code < confusion.classes(); code++) {
      int row = code;
      rows.add(ResultJson.counts(confusion.classes(), column -> confusion.count(row, column)));
    }
    return rows;
  }

  private String table() {
    List<String> columns = new ArrayList<>(List.of("class"));
    if (!names.isEmpty()) {
      columns.add("name");
    }
    columns.addAll(
        List.of(
            "support",
            "predicted",
            "precision",
            "recall",
            "specificity",
            "f1",
            "roc_auc",
            "average_precision"));
    ResultTable table = new ResultTable(columns);
    for (int code = 0; code < confusion.classes(); code++) {
      List<Object> row = new ArrayList<>(List.of(code));
      if (!names.isEmpty()) {
        row.add(names.get(code));
      }
      row.addAll(
          List.of(
              confusion.support(code),
              confusion.predicted(code),
              confusion.precision(code),
              confusion.recall(code),
              confusion.specificity(code),
              confusion.f1(code),
              figures.rocAuc()[code],
              figures.averagePrecision()[code]));
      table.add(row);
    }
    return table.csv();
  }

  private String summary() {
    StringBuilder text =
        new StringBuilder(
            "%d samples, %d classes; 95%% intervals by %d bootstrap replicates of %d %ss.%n"
                .formatted(
                    confusion.samples(),
                    confusion.classes(),
                    bootstrap.replicates(),
                    units.count(),
                    units.kind()));
    text.append(ResultTable.lines(figures.headline(), intervals)).append('\n');
    undefined.forEach(sentence -> text.append(sentence).append('\n'));
    if (flooredSamples > 0) {
      text.append(
          "Samples whose own class has a probability below %s, which the log loss takes as that: %d.%n"
              .formatted(ScoredPredictions.LEAST_PROBABILITY, flooredSamples));
    }
    return text.toString();
  }
}
