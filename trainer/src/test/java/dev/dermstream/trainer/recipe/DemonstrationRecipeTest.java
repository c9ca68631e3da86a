package dev.dermstream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.onnx.OnnxExport;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemonstrationRecipeTest {
  @TempDir Path folder;

  @Test
  void goesFromNothingToASealedReleaseAndResumesToTheSameModel() throws IOException {
    Path out = folder.resolve("release");
    Path work = folder.resolve("work");

    Release release =
        new DemonstrationRecipe(TinyRecipe.of(5), work, false).make(out, "the command");

    assertThat(Release.load(out)).isEqualTo(release);
    assertThat(release.id()).startsWith("demonstration-");
    assertThat(release.notice()).contains("not for clinical use");
    holdsAModel(release.modelDirectory());
    holdsAProfile(release);
    holdsFigures(out.resolve("metrics.json"));

    Path again = folder.resolve("again");
    new DemonstrationRecipe(TinyRecipe.of(5), work, true).make(again, "the command");
    assertThat(again.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(out.resolve("model/model.safetensors"));
  }

  @Test
  void writesOverNothing() throws IOException {
    Files.writeString(folder.resolve("mine.txt"), "mine");
    DemonstrationRecipe recipe =
        new DemonstrationRecipe(TinyRecipe.of(5), folder.resolve("work"), false);

    assertThatThrownBy(() -> recipe.make(folder, "the command"))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void takesOverNoCheckpointOfAnotherRecipe() throws IOException {
    Path work = folder.resolve("work");
    new WorkDirectory(work, TinyRecipe.of(5).toString(), false);

    assertThatThrownBy(() -> new WorkDirectory(work, TinyRecipe.of(6).toString(), true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another recipe");
  }

  private static void holdsAModel(Path model) throws IOException {
    assertThat(Checkpoint.read(model).config().text().vocabSize())
        .isEqualTo(TinyRecipe.SIZE.vocabSize());
    for (String file :
        new String[] {
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          OnnxExport.VISION_ENCODER,
          OnnxExport.EMBED_TOKENS,
          OnnxExport.DECODER
        }) {
      assertThat(model.resolve(file)).isNotEmptyFile();
    }
    ImagePreprocessor preprocessor =
        ImagePreprocessor.read(model.resolve("preprocessor_config.json"));
    assertThat(preprocessor.apply(new RgbImage(40, 30, new byte[3600])).width()).isEqualTo(32);
  }

  private static void holdsAProfile(Release release) throws IOException {
    Profile profile = release.profile("").orElseThrow();
    assertThat(profile.name()).isEqualTo("tumour15");
    assertThat(profile.labels()).hasSize(15);
    assertThat(profile.outputForm()).isEqualTo(OutputForm.XML_REPORT);
    assertThat(profile.temperature()).isEqualTo(0.065);
    try (ClusterIndex index = ClusterIndex.open(profile.indexDirectory())) {
      assertThat(index.description().count()).isEqualTo(30);
      assertThat(index.calibration().orElseThrow().heldOutCount()).isEqualTo(30);
    }
  }

  private static void holdsFigures(Path file) throws IOException {
    JsonObject metrics = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(metrics.get("seed").getAsLong()).isEqualTo(5);
    assertThat(metrics.get("command").getAsString()).isEqualTo("the command");
    assertThat(metrics.get("held_out_pictures").getAsInt()).isEqualTo(15);
    assertThat(metrics.get("index_top1_accuracy").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(metrics.get("label_accuracy").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(metrics.getAsJsonObject("korean").get("language_correct").getAsDouble())
        .isBetween(0.0, 1.0);
  }
}
