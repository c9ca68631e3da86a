package dev.dermstream.trainer.report;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.classification.ClassificationEvaluation;
import dev.dermstream.trainer.evaluation.text.TextEvaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * The folder of a run that never was: its numbers are made up, its files are as a run leaves them.
 */
public final class MadeUpRun {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(100, 1);
  private static final Gson GSON = new Gson();

  private final Path folder;

  /** Begins with {@code run.json} alone. */
  public MadeUpRun(Path folder, String recipe, String group) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("evaluation"));
    JsonObject run = new JsonObject();
    run.addProperty("format", 1);
    run.addProperty("recipe", recipe);
    run.addProperty("variant", "demonstration");
    run.addProperty("profile", "made-up");
    run.addProperty("group", group);
    run.addProperty("training_images", 1200);
    run.addProperty("base_parameters", 5_400_000);
    run.addProperty("trainable_parameters", 210_000);
    run.addProperty("train_loss", 0.25);
    run.addProperty("eval_loss", 0.5);
    run.addProperty("stopped", "finished");
    run.addProperty("notice", "Made up.");
    write("run.json", run.toString());
  }

  public Path folder() {
    return folder;
  }

  /** Puts a file into the folder. */
  public MadeUpRun write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
    return this;
  }

  /** Losses of some steps. */
  public MadeUpRun losses() throws IOException {
    StringBuilder log = new StringBuilder("{\"step\":0,\"eval_loss\":3}\n");
    for (int step = 1; step <= 20; step++) {
      log.append("{\"step\":%d,\"train_loss\":%s}%n".formatted(step, 3.0 / step));
    }
    return write("log.jsonl", log + "{\"step\":20,\"eval_loss\":0.5}\n");
  }

  /** Predictions of as many classes as there are names, and their figures. */
  public MadeUpRun predictions(List<String> names) throws IOException {
    int classes = names.size();
    int samples = 10 * classes;
    Random random = new Random(5);
    float[] probabilities = new float[samples * classes];
    int[] truth = new int[samples];
    for (int row = 0; row < samples; row++) {
      truth[row] = row % classes;
      int most = random.nextInt(5) == 0 ? random.nextInt(classes) : truth[row];
      for (int code = 0; code < classes; code++) {
        probabilities[row * classes + code] = (code == most ? 0.5f : 0) + 0.5f / classes;
      }
    }
    Path file = folder.resolve("evaluation/predictions.safetensors");
    Safetensors.write(
        file,
        Map.of(
            "y_true", Tensor.ofInts(truth, samples),
            "probabilities", Tensor.ofFloats(probabilities, samples, classes)));
    write("evaluation/classes.json", GSON.toJson(names));
    Path judged = folder.resolve("classification");
    ClassificationEvaluation.run(file, judged, BOOTSTRAP);
    return metrics("classification", judged);
  }

  /** Answers, lines as {@code texts.jsonl} has them, and their figures. */
  public MadeUpRun texts(List<Map<String, String>> lines) throws IOException {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(GSON.toJson(line)).append('\n'));
    write("evaluation/texts.jsonl", text.toString());
    Path judged = folder.resolve("texts");
    TextEvaluation.run(folder.resolve("evaluation/texts.jsonl"), judged, BOOTSTRAP);
    Files.move(
        judged.resolve("per-text.csv"),
        folder.resolve("evaluation/per-text.csv"),
        StandardCopyOption.REPLACE_EXISTING);
    return metrics("texts", judged);
  }

  private MadeUpRun metrics(String key, Path judged) throws IOException {
    return metrics(key, Files.readString(judged.resolve("metrics.json")));
  }

  /** Figures as they stand, JSON, beside those that are there. */
  public MadeUpRun metrics(String key, String figures) throws IOException {
    Path file = folder.resolve("evaluation/metrics.json");
    JsonObject all =
        Files.exists(file)
            ? JsonParser.parseString(Files.readString(file)).getAsJsonObject()
            : new JsonObject();
    all.add(key, JsonParser.parseString(figures));
    return write("evaluation/metrics.json", all.toString());
  }
}
