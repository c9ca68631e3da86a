package dev.dermstream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.drawn.DrawnSet;
import dev.dermstream.trainer.onnx.OnnxExport;
import dev.dermstream.trainer.recipe.BaseConfig.Share;
import dev.dermstream.trainer.recipe.release.BaseFigures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseRecipeTest {
  private static final BaseConfig TINY =
      new BaseConfig(
          5,
          List.of(
              new Share(DrawnSet.TUMOUR15, 30),
              new Share(DrawnSet.PIGMENTED8, 16),
              new Share(DrawnSet.BACTERIAL, 16),
              new Share(DrawnSet.MM_SKIN, 36)),
          18,
          TinyModel.SIZE,
          new StageConfig(3, 1, 1e-3, 0.01, 1),
          new StageConfig(6, 1, 1e-3, 0.01, 1),
          new BatchSizes(4, 4));

  @TempDir Path folder;

  @Test
  void goesFromNothingToAModelThatTakesAdaptersAndResumesToTheSameModel() throws IOException {
    Path out = folder.resolve("base");
    Path work = folder.resolve("work");

    BaseFigures figures = new BaseRecipe(TINY, work, false).make(out, "the command");

    assertThat(figures.classes()).isEqualTo(15 + 4 + 8 + 13);
    assertThat(figures.separability().keySet())
        .containsExactly("tumour15", "pigmented8", "bacterial", "mm-skin");
    assertThat(Checkpoint.read(out).config().text().hiddenSize()).isEqualTo(32);
    assertThat(out.resolve(OnnxExport.VISION_ENCODER)).isNotEmptyFile();
    assertThat(Files.readString(out.resolve(OnnxExport.DECODER), StandardCharsets.ISO_8859_1))
        .contains("lora_a.", "down_proj");
    JsonObject json =
        JsonParser.parseString(Files.readString(out.resolve("training.json"))).getAsJsonObject();
    assertThat(json.get("command").getAsString()).isEqualTo("the command");
    assertThat(json.get("notice").getAsString()).contains("not for clinical use");
    assertThat(
            json.getAsJsonObject("separability")
                .getAsJsonObject("pigmented8")
                .get("nearest_picture_accuracy")
                .getAsDouble())
        .isBetween(0.0, 1.0);
    assertThat(folder.resolve("base.new")).doesNotExist();

    Path again = folder.resolve("again");
    new BaseRecipe(TINY, work, true).make(again, "the command");
    assertThat(again.resolve("model.safetensors"))
        .hasSameBinaryContentAs(out.resolve("model.safetensors"));
  }

  @Test
  void writesOverNothing() throws IOException {
    Files.writeString(folder.resolve("mine.txt"), "mine");
    assertThatThrownBy(
            () -> new BaseRecipe(TINY, folder.resolve("work"), false).make(folder, "the command"))
        .isInstanceOf(FileAlreadyExistsException.class);
  }
}
