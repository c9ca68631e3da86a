package dev.dermstream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.onnx.ExportedModel;
import dev.dermstream.trainer.recipe.data.PictureSet;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import dev.dermstream.trainer.recipe.data.Prompts;
import dev.dermstream.trainer.recipe.data.ReleaseTokenizer;
import dev.dermstream.trainer.recipe.data.ReportText;
import dev.dermstream.trainer.recipe.data.Split;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The release that ships, on its exported graphs. */
class DemonstrationReleaseTest {
  private static final Path RELEASE = Path.of("..", "releases", "demonstration");
  private static final long MOST_BYTES = 12_000_000;
  private static final int PICTURES = 30;

  /** Of 30; a model at 0.9 has fewer than this in one set of 3,000. */
  private static final int LEAST_RIGHT = 22;

  @Test
  void isWholeSmallAndJudgedGood() throws IOException {
    Release release = Release.load(RELEASE);

    assertThat(release.defaultProfile()).isEqualTo("tumour15");
    assertThat(release.notice()).contains("not for clinical use");
    assertThat(bytes()).isLessThan(MOST_BYTES);
    JsonObject metrics = metrics();
    assertThat(metrics.get("held_out_pictures").getAsInt()).isEqualTo(600);
    assertThat(metrics.get("index_top1_accuracy").getAsDouble()).isGreaterThanOrEqualTo(0.9);
    assertThat(metrics.get("label_accuracy").getAsDouble()).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void isWhatTheRecipeMakes() throws IOException {
    JsonObject metrics = metrics();
    RecipeConfig recipe = RecipeConfig.demonstration(metrics.get("seed").getAsLong());

    assertThat(metrics.get("seed").getAsLong()).isEqualTo(RecipeConfig.DEFAULT_SEED);
    assertThat(metrics.get("training_pictures").getAsInt()).isEqualTo(recipe.trainingPictures());
    assertThat(metrics.get("index_pictures").getAsInt()).isEqualTo(recipe.indexPictures());
    assertThat(metrics.get("contrastive_steps").getAsInt()).isEqualTo(recipe.contrastive().steps());
    assertThat(metrics.get("report_steps").getAsInt()).isEqualTo(recipe.reports().steps());
  }

  @Test
  void itsGraphsAndIndexTellUnseenPicturesApart() throws IOException, OrtException {
    Release release = Release.load(RELEASE);
    Profile profile = release.profile("").orElseThrow();
    PictureSet pictures = unseen();
    int size = pictures.size();
    Tensor pixels = Tensor.ofFloats(pictures.values(numbers()), PICTURES, 3, size, size);
    try (ExportedModel model = new ExportedModel(release.modelDirectory());
        ClusterIndex index = ClusterIndex.open(profile.indexDirectory())) {
      var encoded = model.encode(pixels);
      Tensor embeds = ExportedModel.output(encoded, "image_embeds");
      float[] features = ExportedModel.output(encoded, "image_features").toFloats();

      int indexed = 0;
      for (int i = 0; i < PICTURES; i++) {
        double[] confidence =
            index.classify(row(embeds, i), profile.temperature(), 1, 1).confidence().confidence();
        indexed += best(confidence) == pictures.classOf(i) ? 1 : 0;
      }
      assertThat(indexed).isGreaterThanOrEqualTo(LEAST_RIGHT);

      for (Language language : Language.values()) {
        List<Optional<ReportText>> reports = reports(model, features, profile, language);
        int right = 0;
        for (int i = 0; i < PICTURES; i++) {
          int idCode = reports.get(i).map(report -> report.label().idCode()).orElse(-1);
          right += idCode == pictures.classOf(i) ? 1 : 0;
        }
        assertThat(right).as("reports in %s", language).isGreaterThanOrEqualTo(LEAST_RIGHT);
      }
    }
  }

  private static List<Optional<ReportText>> reports(
      ExportedModel model, float[] features, Profile profile, Language language)
      throws IOException, OrtException {
    Path file = RELEASE.resolve("model/tokenizer.json");
    try (ReleaseTokenizer codec = ReleaseTokenizer.read(file, 1)) {
      int imageTokens = features.length / PICTURES / textHidden();
      int[] prompt = codec.encode(Prompts.of(Prompts.report(language), imageTokens));
      long[] ids = Arrays.stream(prompt).asLongStream().toArray();
      long[][] rows = new long[PICTURES][];
      long[][] mask = new long[PICTURES][ids.length];
      Arrays.fill(rows, ids);
      Arrays.stream(mask).forEach(row -> Arrays.fill(row, 1));
      int end = codec.idOf(SpecialTokens.END_OF_UTTERANCE);
      return Arrays.stream(
              model.greedy(model.embeds(rows, features), mask, profile.maxNewTokens(), null))
          .map(answer ->
              codec.decode(
                  Arrays.stream(answer)
                      .takeWhile(id -> id != end)
                      .mapToInt(Math::toIntExact)
                      .toArray()))
          .map(ReportText::parse)
          .toList();
    }
  }

  private static int textHidden() throws IOException {
    return json("model/config.json").getAsJsonObject("text_config").get("hidden_size").getAsInt();
  }

  private static PictureSet unseen() throws IOException {
    int size =
        json("model/config.json").getAsJsonObject("vision_config").get("image_size").getAsInt();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      return PictureSet.draw(
          Split.HELD_OUT,
          PICTURES,
          metrics().get("seed").getAsLong(),
          new PixelLevels(size),
          threads,
          () -> {});
    }
  }

  private static int[] numbers() {
    return IntStream.range(0, PICTURES).toArray();
  }

  private static float[] row(Tensor rows, int row) {
    int dimension = rows.dimension(1);
    return Arrays.copyOfRange(rows.toFloats(), row * dimension, (row + 1) * dimension);
  }

  private static int best(double[] confidence) {
    return IntStream.range(0, confidence.length)
        .reduce((a, b) -> confidence[a] >= confidence[b] ? a : b)
        .orElseThrow();
  }

  private static JsonObject metrics() throws IOException {
    return json("metrics.json");
  }

  private static JsonObject json(String name) throws IOException {
    return JsonParser.parseString(Files.readString(RELEASE.resolve(name))).getAsJsonObject();
  }

  private static long bytes() throws IOException {
    try (Stream<Path> files = Files.walk(RELEASE)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
