package dev.dermstream.trainer.finetune.answer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.EvaluationFiles;
import dev.dermstream.trainer.evaluation.EvaluationPart;
import dev.dermstream.trainer.evaluation.classification.ClassificationEvaluation;
import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.evaluation.text.TextEvaluation;
import dev.dermstream.trainer.evaluation.text.TextMeasures;
import dev.dermstream.trainer.finetune.data.LabelSet;
import dev.dermstream.trainer.finetune.data.Picture;
import dev.dermstream.trainer.finetune.run.WholeFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder {@code evaluation}: {@code predictions.safetensors} with {@code classes.json}, {@code
 * texts.jsonl}, and their figures in {@code metrics.json} and tables.
 */
public final class EvaluationFolder {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final String PREDICTIONS = "predictions.safetensors";
  private static final String TEXTS = "texts.jsonl";

  private final TestRun test;
  private final LabelSet labels;
  private final TextEncoder encoder;
  private final Bootstrap bootstrap;

  /**
   * Of a test.
   *
   * @param encoder by which texts are compared in meaning; stays the caller's
   */
  public EvaluationFolder(TestRun test, LabelSet labels, TextEncoder encoder, Bootstrap bootstrap) {
    this.test = test;
    this.labels = labels;
    this.encoder = encoder;
    this.bootstrap = bootstrap;
  }

  /**
   * Answers the pictures and writes the folder, whole or not at all.
   *
   * @param mostTokens of an answer
   * @return the headline figures, for a person
   */
  public String write(Path place, List<Picture> pictures, int mostTokens) throws IOException {
    List<EvaluationPart> parts = new ArrayList<>();
    WholeFolder.write(
        place,
        folder -> {
          JsonObject metrics = new JsonObject();
          WrittenAnswers answers = test.write(pictures, mostTokens);
          if (!answers.lines().isEmpty()) {
            parts.add(texts(folder, answers));
          }
          if (!answers.figures().isEmpty()) {
            metrics.add("forms", answers.figures());
          }
          if (test.classifies()) {
            parts.add(predictions(folder, test.predict(pictures)));
          }
          parts.forEach(part -> metrics.add(part.key(), part.metrics()));
          EvaluationFiles.write(folder, metrics, parts);
        });
    return EvaluationFiles.summary(parts);
  }

  private EvaluationPart texts(Path folder, WrittenAnswers answers) throws IOException {
    Path file = folder.resolve(TEXTS);
    Files.write(file, answers.lines().stream().map(GSON::toJson).toList());
    return TextEvaluation.of(file, TextMeasures.by(encoder), bootstrap);
  }

  private EvaluationPart predictions(Path folder, Predicted predicted) throws IOException {
    Path file = folder.resolve(PREDICTIONS);
    Safetensors.write(file, predicted.tensors());
    List<String> names = labels.labels().stream().map(LabelName::english).toList();
    Files.writeString(folder.resolve("classes.json"), GSON.toJson(names) + "\n");
    EvaluationPart part = ClassificationEvaluation.of(file, names, bootstrap);
    JsonObject modalities = predicted.byModality();
    if (!modalities.isEmpty()) {
      part.metrics().add("by_modality", modalities);
    }
    return part;
  }
}
