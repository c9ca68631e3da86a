package dev.dermstream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.drawn.DrawnSet;
import dev.dermstream.trainer.onnx.ExportedModel;
import dev.dermstream.trainer.recipe.BaseConfig.Share;
import dev.dermstream.trainer.recipe.data.MixedPictures;
import dev.dermstream.trainer.recipe.data.MixedPictures.Part;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The release that ships, on its exported graphs. */
class DemonstrationReleaseTest {
  private static final Path RELEASE = Path.of("..", "releases", "demonstration");
  private static final long MOST_BYTES = 12_000_000;
  private static final int PICTURES = 48;

  /** Of 48; where 0.9 are right, fewer than this are in one set of some ten thousand. */
  private static final int LEAST_RIGHT = 36;

  /** Of pictures that neither base nor release was made of. */
  private static final long SEED = 9;

  @Test
  void isWholeAndSmallAndHoldsEveryProfile() throws IOException {
    Release release = Release.load(RELEASE);

    assertThat(release.defaultProfile()).isEqualTo("tumour15");
    assertThat(release.notice()).contains("not for clinical use");
    assertThat(bytes()).isLessThan(MOST_BYTES);
    assertThat(release.profiles().keySet())
        .containsExactlyInAnyOrder(
            "tumour15", "bacterial-vqa", "pigmented8", "lesion-extract", "mm-skin");
    for (Profile profile : release.profiles().values()) {
      assertThat(profile.adapterDirectory()).isPresent();
      try (ClusterIndex index = ClusterIndex.open(profile.indexDirectory())) {
        assertThat(index.calibration()).isPresent();
      }
    }
    assertThat(RELEASE.resolve("model/region_finder.onnx")).isRegularFile();
  }

  @Test
  void isWhatTheRecipesMake() throws IOException {
    JsonObject base = metrics().getAsJsonObject("base");
    BaseConfig config = BaseConfig.demonstration(base.get("seed").getAsLong());

    assertThat(config.seed()).isEqualTo(BaseConfig.DEFAULT_SEED);
    for (Share share : config.shares()) {
      assertThat(base.getAsJsonObject("training_pictures").get(share.set().setName()).getAsInt())
          .isEqualTo(share.pictures());
    }
    assertThat(base.get("contrastive_steps").getAsInt()).isEqualTo(config.contrastive().steps());
    assertThat(base.get("text_steps").getAsInt()).isEqualTo(config.texts().steps());
  }

  @Test
  void wasJudgedGoodOnDrawnPictures() throws IOException {
    assertThat(adapter("tumour15").get("classification.accuracy").getAsDouble())
        .isGreaterThanOrEqualTo(0.95);
    assertThat(adapter("pigmented8").get("classification.macro.f1").getAsDouble())
        .isGreaterThanOrEqualTo(0.9);
  }

  @ParameterizedTest
  @CsvSource({
    "tumour15,TUMOUR15",
    "lesion-extract,TUMOUR15",
    "pigmented8,PIGMENTED8",
    "bacterial-vqa,BACTERIAL",
    "mm-skin,MM_SKIN"
  })
  void itsIndexesTellUnseenPicturesApart(String name, DrawnSet set)
      throws IOException, OrtException {
    Release release = Release.load(RELEASE);
    Profile profile = release.profile(name).orElseThrow();
    MixedPictures pictures = unseen(set);
    int size = pictures.size();
    int[] numbers = IntStream.range(0, PICTURES).toArray();
    Tensor pixels = Tensor.ofFloats(pictures.values(numbers), PICTURES, 3, size, size);
    try (ExportedModel model = new ExportedModel(release.modelDirectory());
        ClusterIndex index = ClusterIndex.open(profile.indexDirectory())) {
      Tensor embeds = ExportedModel.output(model.encode(pixels), "image_embeds");
      int right = 0;
      for (int i : numbers) {
        double[] confidence =
            index.classify(row(embeds, i), profile.temperature(), 1, 1).confidence().confidence();
        String named = profile.labels().get(best(confidence)).english();
        right += named.equalsIgnoreCase(pictures.row(i).className()) ? 1 : 0;
      }
      assertThat(right).isGreaterThanOrEqualTo(LEAST_RIGHT);
    }
  }

  private static MixedPictures unseen(DrawnSet set) throws IOException {
    int size =
        json("model/config.json").getAsJsonObject("vision_config").get("image_size").getAsInt();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      return MixedPictures.draw(
          List.of(new Part(set, 0, PICTURES)), SEED, new PixelLevels(size), threads, () -> {});
    }
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

  private static JsonObject adapter(String profile) throws IOException {
    return metrics()
        .getAsJsonObject("profiles")
        .getAsJsonObject(profile)
        .getAsJsonObject("adapter");
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
