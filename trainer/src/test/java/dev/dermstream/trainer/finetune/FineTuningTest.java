package dev.dermstream.trainer.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.safetensors.DataType;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FineTuningTest {
  private static final int IMAGES = 120;

  @TempDir static Path shared;
  @TempDir Path folder;
  private int failures;

  @BeforeAll
  static void draw() throws IOException {
    DrawnData.write(shared, IMAGES, 48, 36);
  }

  @ParameterizedTest
  @CsvSource({
    "tumour15-a, true, true",
    "tumour15-d, true, true",
    "bacterial-vqa-both-500, false, true",
    "lesion-extract, false, true",
    "mm-skin, true, true"
  })
  void everySystemIsTrainedAndItsRunFolderIsWhole(String name, boolean classifies, boolean writes)
      throws IOException {
    Path run = folder.resolve("run");
    Recipe recipe = SmallRun.recipe(folder, name, name.equals("tumour15-a") ? "base-bits = 4" : "");

    new FineTuning(request(recipe, shared, run, false), SmallRun.reader()).run();

    JsonObject record = json(run.resolve("run.json"));
    assertThat(record.get("profile").getAsString()).isEqualTo(recipe.profile());
    assertThat(record.get("steps").getAsInt()).isEqualTo(4);
    List<Double> losses = evaluations(run);
    assertThat(losses).hasSize(3);
    assertThat(record.get("eval_loss").getAsDouble()).isEqualTo(Collections.min(losses));
    int best = record.get("best_step").getAsInt();
    assertThat(losses.get(best / 2)).isEqualTo(Collections.min(losses));
    LoraCheckpoint adapter =
        LoraCheckpoint.read(
            run.resolve("adapter"),
            ParameterShapes.of(Idefics3Config.read(SmallRun.BASE.resolve("config.json"))));
    assertThat(adapter.config().baseModel())
        .isEqualTo("sha256:" + record.get("base").getAsString());
    assertThat(adapter.pairs().values()).allMatch(pair -> pair.a().type() == DataType.F16);
    assertThat(json(run.resolve("profile/profile.json")).get("output_form").getAsString())
        .isEqualTo(recipe.outputForm().name());
    JsonObject metrics = json(run.resolve("evaluation/metrics.json"));
    assertThat(metrics.has("classification")).isEqualTo(classifies);
    assertThat(metrics.has("texts")).isEqualTo(writes);
    assertThat(checkpoints(run)).isEqualTo(bestTwoAndLast(losses));
  }

  /** Of evaluations at the steps 0, 2 and 4. */
  private static Set<String> bestTwoAndLast(List<Double> losses) {
    Set<String> names = new TreeSet<>(Set.of("step-000004"));
    IntStream.range(0, losses.size())
        .boxed()
        .sorted(Comparator.comparingDouble(losses::get))
        .limit(2)
        .forEach(i -> names.add("step-%06d".formatted(2 * i)));
    return names;
  }

  private static Set<String> checkpoints(Path run) throws IOException {
    try (Stream<Path> folders = Files.list(run.resolve("checkpoints"))) {
      return folders
          .map(path -> String.valueOf(path.getFileName()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void whatIsNewToTheBaseIsLearnt() throws IOException {
    Path run = folder.resolve("run");
    Recipe recipe = SmallRun.recipe(folder, "lesion-extract", "training.steps = 12");

    new FineTuning(request(recipe, shared, run, false), SmallRun.reader()).run();

    List<Double> losses = evaluations(run);
    assertThat(losses.getLast()).isLessThan(losses.getFirst() * 0.8);
  }

  @Test
  void labelsOfTheDataArePredictedAndPicturesFlipped() throws IOException {
    Path run = folder.resolve("run");
    Recipe recipe =
        SmallRun.recipe(
            folder, "pigmented8", "labels = [], training.batch = 3, answers.forms = [class-name]");

    new FineTuning(SmallRun.request(recipe, shared, run, false), SmallRun.reader()).run();

    JsonArray classes =
        JsonParser.parseString(Files.readString(run.resolve("evaluation/classes.json")))
            .getAsJsonArray();
    assertThat(classes).hasSize(15);
    assertThat(run.resolve("features.bin")).doesNotExist();
    assertThat(classes.get(0).getAsString()).isEqualTo("Actinic Keratosis");
    Tensor probabilities =
        Safetensors.read(run.resolve("evaluation/predictions.safetensors")).get("probabilities");
    assertThat(probabilities.shape()).containsExactly(2, 15);
    assertThat(run.resolve("evaluation/texts.jsonl")).doesNotExist();
  }

  @Test
  void trainingThatGainsNothingEndsEarlyAndDivergenceStopsItBeforeItDoesHarm() throws IOException {
    Path run = folder.resolve("run");
    Recipe stale =
        SmallRun.recipe(
            folder,
            "tumour15-b",
            "training { steps = 40, learning-rate = 1e-30 }, evaluation { every = 1, patience = 3 }");
    new FineTuning(request(stale, shared, run, false), SmallRun.reader()).run();
    JsonObject record = json(run.resolve("run.json"));
    assertThat(record.get("stopped").getAsString()).isEqualTo("early");
    assertThat(record.get("steps").getAsInt()).isEqualTo(3);

    Path diverged = folder.resolve("diverged");
    Recipe hot =
        SmallRun.recipe(
            folder, "tumour15-b", "training { steps = 40, learning-rate = 10 }, lora.alpha = 1e30");
    assertThatThrownBy(
            () -> new FineTuning(request(hot, shared, diverged, false), SmallRun.reader()).run())
        .isInstanceOf(FineTuneException.class)
        .hasMessageMatching(
            "the (validation )?(loss|gradient norm) of step \\d+ is (NaN|Infinity): training has diverged.*");
    assertThat(diverged.resolve("checkpoints/step-000000/adapter_model.safetensors")).exists();
    assertThat(diverged.resolve("run.json")).doesNotExist();
  }

  @Test
  void anImageThatCannotBeReadStopsTheRunOrIsSkippedByName() throws IOException {
    Path data = copy();
    Path broken = data.resolve("images/000047.jpg");
    Files.write(broken, new byte[] {1, 2, 3});
    Recipe stop = SmallRun.recipe(folder, "tumour15-b", "");
    Path run = folder.resolve("run");

    assertThatThrownBy(
            () -> new FineTuning(request(stop, data, run, false), SmallRun.reader()).run())
        .isInstanceOf(FineTuneException.class)
        .hasMessageContaining("image drawn-47 cannot be read: ")
        .hasMessageContaining("000047.jpg: it is no image");

    Recipe skip = SmallRun.recipe(folder, "tumour15-b", "data.bad-images = skip");
    Path other = folder.resolve("other");
    new FineTuning(request(skip, data, other, false), SmallRun.reader()).run();
    assertThat(other.resolve("run.json")).exists();
  }

  @Test
  void dataThatCannotBeSplitAsAskedIsRefused() throws IOException {
    Path data = copy();
    List<String> rows = Files.readAllLines(data.resolve("manifest.jsonl"));
    Recipe recipe = SmallRun.recipe(folder, "tumour15-b", "");

    Files.writeString(
        data.resolve("manifest.jsonl"),
        String.join("\n", rows).replaceAll("\"patient\":\"[^\"]*\",", ""));
    assertThat(failure(recipe, data, SmallRun.BASE))
        .isEqualTo("no row has a patient, by which to group");

    List<String> lonely = new ArrayList<>(rows);
    lonely.set(0, rows.getFirst().replace("Actinic Keratosis", "Porokeratosis"));
    Files.write(data.resolve("manifest.jsonl"), lonely);
    assertThat(failure(recipe, data, SmallRun.BASE)).contains("class Porokeratosis has one image");

    lonely.set(1, rows.get(1).replace("\"class\":\"Basal Cell Carcinoma\"", "\"class\":\"Lupus\""));
    lonely.set(
        16, rows.get(16).replace("\"class\":\"Basal Cell Carcinoma\"", "\"class\":\"Lupus\""));
    Recipe byImage =
        SmallRun.recipe(folder, "tumour15-b", "data { group-by = image, validation-share = 0.5 }");
    lonely.set(0, rows.getFirst());
    for (int i : new int[] {31, 46, 61}) {
      lonely.set(
          i, rows.get(i).replace("\"class\":\"Basal Cell Carcinoma\"", "\"class\":\"Lupus\""));
    }
    Files.write(data.resolve("manifest.jsonl"), lonely);
    assertThat(failure(byImage, data, SmallRun.BASE))
        .isEqualTo("the recipe has no label for the classes Lupus");
  }

  @ParameterizedTest
  @ValueSource(strings = {"captionless", "long"})
  void examplesThatCannotBeMadeAreRefused(String what) throws IOException {
    Path data = copy();
    Path manifest = data.resolve("manifest.jsonl");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceAll("\"caption\":\"[^\"]*\",", "")
            .replaceAll("\"descriptions\":[{][^}]*[}]", "\"descriptions\":{}"));
    boolean caption = what.equals("captionless");
    Recipe recipe =
        SmallRun.recipe(
            folder,
            caption ? "bacterial-vqa-captions-500" : "bacterial-vqa-questions-500",
            caption ? "" : "context = 32");

    assertThat(failure(recipe, data, SmallRun.BASE))
        .matches(
            caption
                ? "no image of the training side has what the recipe's answers are made from.*"
                : "an example of image drawn-\\d+ has \\d+ tokens, over the 32 that.*");
  }

  @Test
  void aBaseWhosePartsDoNotMatchIsRefusedByName() throws IOException {
    Recipe recipe = SmallRun.recipe(folder, "tumour15-b", "");
    Path base = folder.resolve("base");
    Files.createDirectories(base);
    try (Stream<Path> files = Files.list(SmallRun.BASE)) {
      for (Path file : files.filter(path -> !path.toString().endsWith(".onnx")).toList()) {
        Files.copy(file, base.resolve(file.getFileName()));
      }
    }
    Path tokenizer = base.resolve("tokenizer.json");
    String right = Files.readString(tokenizer);

    int size = Idefics3Config.read(base.resolve("config.json")).text().vocabSize();
    JsonObject larger = JsonParser.parseString(right).getAsJsonObject();
    larger.getAsJsonObject("model").getAsJsonObject("vocab").addProperty("qqqq", size);
    Files.writeString(tokenizer, larger.toString());
    assertThat(failure(recipe, shared, base))
        .contains(
            "has the token id %d, the model's vocabulary ends at %d".formatted(size, size - 1));

    Files.writeString(tokenizer, right);
    Path config = base.resolve("config.json");
    String known = Files.readString(config);
    Files.writeString(config, known.replace("\"image_token_id\": 5", "\"image_token_id\": 6"));
    assertThat(failure(recipe, shared, base)).contains("the model's image_token_id is 6");
    Files.writeString(config, known);

    Map<String, Tensor> tensors =
        new LinkedHashMap<>(Safetensors.read(base.resolve(Checkpoint.WEIGHTS_FILE)));
    tensors.remove("model.text_model.norm.weight");
    tensors.put("model.extra", Tensor.ofFloats(new float[1], 1));
    Safetensors.write(base.resolve("other"), tensors);
    Files.move(
        base.resolve("other"),
        base.resolve(Checkpoint.WEIGHTS_FILE),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(failure(recipe, shared, base))
        .contains("model.text_model.norm.weight", "model.extra");
  }

  @Test
  void aRunGoesOnOnlyAsItBegan() throws IOException {
    Path run = folder.resolve("run");
    Recipe recipe = SmallRun.recipe(folder, "tumour15-b", "");
    new FineTuning(request(recipe, shared, run, false), SmallRun.reader()).run();
    FineTuneRequest again = request(recipe, shared, run, true);

    assertThatThrownBy(() -> new FineTuning(again, SmallRun.reader()).run())
        .hasMessage(run + " holds a run that has ended");
    Files.delete(run.resolve("run.json"));
    assertThatThrownBy(
            () -> new FineTuning(request(recipe, shared, run, false), SmallRun.reader()).run())
        .hasMessage(run + " holds a run that was interrupted; --resume goes on with it");
    Recipe other = SmallRun.recipe(folder, "tumour15-b", "training.learning-rate = 2e-3");
    assertThatThrownBy(
            () -> new FineTuning(request(other, shared, run, true), SmallRun.reader()).run())
        .hasMessageContaining("the run was begun with")
        .hasMessageContaining("learning-rate");

    Path adapter = run.resolve("checkpoints/step-000004/adapter_model.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>(Safetensors.read(adapter));
    String removed = tensors.keySet().iterator().next();
    tensors.remove(removed);
    Safetensors.write(folder.resolve("adapter"), tensors);
    Files.move(folder.resolve("adapter"), adapter, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> new FineTuning(again, SmallRun.reader()).run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(removed);
  }

  /** With features that earlier runs computed. */
  private static FineTuneRequest request(Recipe recipe, Path data, Path out, boolean resume) {
    return SmallRun.request(recipe, data, out, Optional.of(shared.resolve("features")), resume);
  }

  private String failure(Recipe recipe, Path data, Path base) {
    FineTuneRequest request =
        new FineTuneRequest(
            recipe,
            data,
            Optional.empty(),
            base,
            folder.resolve("failed-" + failures++),
            Optional.of(shared.resolve("features")),
            OptionalInt.empty(),
            1,
            false);
    try {
      new FineTuning(request, SmallRun.reader()).run();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("the run was not refused");
  }

  private Path copy() throws IOException {
    Path copy = folder.resolve("data");
    Files.createDirectories(copy.resolve("images"));
    Files.copy(shared.resolve("manifest.jsonl"), copy.resolve("manifest.jsonl"));
    try (Stream<Path> images = Files.list(shared.resolve("images"))) {
      for (Path image : images.toList()) {
        Files.copy(image, copy.resolve("images").resolve(image.getFileName()));
      }
    }
    return copy;
  }

  private static List<Double> evaluations(Path run) throws IOException {
    List<Double> losses = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("log.jsonl"))) {
      JsonObject json = JsonParser.parseString(line).getAsJsonObject();
      if (json.has("eval_loss")) {
        losses.add(json.get("eval_loss").getAsDouble());
      }
    }
    return losses;
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }
}
