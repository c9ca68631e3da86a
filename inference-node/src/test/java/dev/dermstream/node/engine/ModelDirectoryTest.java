package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.node.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {
  @TempDir Path folder;

  @Test
  void readsWhatServingNeeds() throws IOException {
    ModelDirectory model = ModelDirectory.open(TinyModel.directory());

    assertThat(model.adapters()).isEqualTo(2);
    assertThat(model.config().imageTokenId()).isEqualTo(317);
    assertThat(model.config().endTokenIds()).containsExactly(2);
    assertThat(model.config().contextTokens()).isEqualTo(2048);
    assertThat(model.config().keyValueHeads()).isEqualTo(2);
    assertThat(model.config().headDimension()).isEqualTo(16);
  }

  @Test
  void takesGraphsInAFolderOfTheirOwnAndEndTokensOfTheGenerationConfig() throws IOException {
    Path model = TinyModel.copyTo(folder.resolve("model"));
    Files.createDirectory(model.resolve("onnx"));
    for (String graph :
        new String[] {"vision_encoder.onnx", "embed_tokens.onnx", "decoder_model_merged.onnx"}) {
      Files.move(model.resolve(graph), model.resolve("onnx").resolve(graph));
    }
    Files.writeString(model.resolve("generation_config.json"), "{\"eos_token_id\": [2, 319]}");

    ModelDirectory opened = ModelDirectory.open(model);

    assertThat(opened.decoder()).isEqualTo(model.resolve("onnx/decoder_model_merged.onnx"));
    assertThat(opened.config().endTokenIds()).containsExactlyInAnyOrder(2, 319);
  }

  @Test
  void namesEveryFileThatIsMissing() throws IOException {
    Path model = TinyModel.copyTo(folder.resolve("model"));
    Files.delete(model.resolve("config.json"));
    Files.delete(model.resolve("embed_tokens.onnx"));
    Files.delete(model.resolve("tokenizer.json"));
    Files.delete(model.resolve("preprocessor_config.json"));

    assertThatThrownBy(() -> ModelDirectory.open(model))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining("embed_tokens.onnx");

    Files.copy(TinyModel.directory().resolve("config.json"), model.resolve("config.json"));
    Files.copy(
        TinyModel.directory().resolve("embed_tokens.onnx"), model.resolve("embed_tokens.onnx"));
    ModelDirectory opened = ModelDirectory.open(model);
    assertThatThrownBy(opened::tokenizer).hasMessageContaining("tokenizer.json");
    assertThatThrownBy(opened::preprocessor).hasMessageContaining("preprocessor_config.json");
  }

  @Test
  void namesTheKeyThatIsMissingAndTheFileThatIsNone() throws IOException {
    Path model = TinyModel.copyTo(folder.resolve("model"));
    Files.writeString(model.resolve("config.json"), "{\"text_config\": {}, \"image_token_id\": 1}");
    assertThatThrownBy(() -> ModelDirectory.open(model))
        .hasMessageContaining("num_attention_heads");

    Files.writeString(model.resolve("config.json"), "no json");
    assertThatThrownBy(() -> ModelDirectory.open(model))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.json");
  }

  @Test
  void refusesAGraphThatIsNone() throws IOException {
    Path model = TinyModel.copyTo(folder.resolve("model"));
    Files.writeString(model.resolve("vision_encoder.onnx"), "not a graph");
    ModelDirectory opened = ModelDirectory.open(model);

    assertThatThrownBy(() -> OnnxImageEncoder.load(opened, new EngineConfig(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("vision_encoder.onnx");
  }
}
