package dev.dermstream.trainer.finetune.answer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.ResultJson;
import dev.dermstream.trainer.evaluation.classification.ClassificationEvaluation;
import dev.dermstream.trainer.evaluation.text.TextEvaluation;
import dev.dermstream.trainer.finetune.data.LabelSet;
import dev.dermstream.trainer.finetune.data.Picture;
import dev.dermstream.trainer.finetune.run.WholeFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder {@code evaluation}: {@code predictions.safetensors} with {@code classes.json}, {@code
 * texts.jsonl}, and their figures in {@code metrics.json} and tables.
 */
public final class EvaluationFolder {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final String METRICS = "metrics.json";
  private static final String PREDICTIONS = "predictions.safetensors";
  private static final String TEXTS = "texts.jsonl";

  private final TestRun test;
  private final LabelSet labels;
  private final Bootstrap bootstrap;

  public EvaluationFolder(TestRun test, LabelSet labels, Bootstrap bootstrap) {
    this.test = test;
    this.labels = labels;
    this.bootstrap = bootstrap;
  }

  /**
   * Answers the pictures and writes the folder, whole or not at all.
   *
   * @param mostTokens of an answer
   * @return the headline figures, for a person
   */
  public String write(Path place, List<Picture> pictures, int mostTokens) throws IOException {
    StringBuilder summary = new StringBuilder();
    WholeFolder.write(
        place,
        folder -> {
          JsonObject metrics = new JsonObject();
          WrittenAnswers answers = test.write(pictures, mostTokens);
          if (!answers.lines().isEmpty()) {
            summary.append(texts(folder, answers, metrics));
          }
          if (test.classifies()) {
            summary.append(predictions(folder, test.predict(pictures), metrics));
          }
          Files.writeString(folder.resolve(METRICS), ResultJson.text(metrics));
        });
    return summary.toString();
  }

  private String texts(Path folder, WrittenAnswers answers, JsonObject metrics) throws IOException {
    Files.write(folder.resolve(TEXTS), answers.lines().stream().map(GSON::toJson).toList());
    Path judged = folder.resolve("texts");
    String summary = TextEvaluation.run(folder.resolve(TEXTS), judged, bootstrap);
    metrics.add("texts", gathered(judged, folder));
    JsonObject forms = answers.figures();
    if (!forms.isEmpty()) {
      metrics.add("forms", forms);
    }
    return summary;
  }

  private String predictions(Path folder, Predicted predicted, JsonObject metrics)
      throws IOException {
    Safetensors.write(folder.resolve(PREDICTIONS), predicted.tensors());
    List<String> names = labels.labels().stream().map(LabelName::english).toList();
    Files.writeString(folder.resolve("classes.json"), GSON.toJson(names) + "\n");
    Path judged = folder.resolve("classification");
    String summary = ClassificationEvaluation.run(folder.resolve(PREDICTIONS), judged, bootstrap);
    JsonObject classification = gathered(judged, folder);
    JsonObject modalities = predicted.byModality();
    if (!modalities.isEmpty()) {
      classification.add("by_modality", modalities);
    }
    metrics.add("classification", classification);
    return summary;
  }

  /** The metrics of a folder, whose tables move up. */
  private static JsonObject gathered(Path from, Path to) throws IOException {
    JsonObject metrics =
        JsonParser.parseString(Files.readString(from.resolve(METRICS))).getAsJsonObject();
    Files.delete(from.resolve(METRICS));
    List<Path> tables;
    try (Stream<Path> entries = Files.list(from)) {
      tables = entries.toList();
    }
    for (Path table : tables) {
      Files.move(table, to.resolve(table.getFileName()));
    }
    Files.delete(from);
    return metrics;
  }
}
