package dev.dermstream.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Idefics3ConfigTest {
  /** In the manner of the published SmolVLM 256M: much is left to the defaults. */
  private static final String SMOL =
      """
      {
        "architectures": ["Idefics3ForConditionalGeneration"],
        "image_token_id": 49190,
        "model_type": "idefics3",
        "scale_factor": 4,
        "text_config": {
          "_flash_attn_2_enabled": true,
          "attention_bias": false,
          "head_dim": 64,
          "hidden_act": "silu",
          "hidden_size": 576,
          "intermediate_size": 1536,
          "max_position_embeddings": 8192,
          "mlp_bias": false,
          "num_attention_heads": 9,
          "num_hidden_layers": 30,
          "num_key_value_heads": 3,
          "rms_norm_eps": 1e-05,
          "rope_scaling": null,
          "rope_theta": 100000,
          "vocab_size": 49280
        },
        "tie_word_embeddings": false,
        "vision_config": {
          "hidden_size": 768,
          "image_size": 512,
          "intermediate_size": 3072,
          "max_image_size": {"longest_edge": 512},
          "model_type": "idefics3",
          "num_attention_heads": 12,
          "patch_size": 16,
          "size": {"longest_edge": 2048}
        },
        "vocab_size": 49280
      }
      """;

  @TempDir private Path directory;

  @Test
  void readsAPublishedConfiguration() throws IOException {
    Idefics3Config config = read(SMOL);

    assertThat(config.vision()).isEqualTo(new VisionConfig(768, 3072, 12, 12, 3, 512, 16, 1e-6f));
    assertThat(config.text())
        .isEqualTo(new TextConfig(576, 1536, 30, 9, 3, 64, 49280, 8192, 1e-5f, 100_000));
    assertThat(config.imageTokens()).isEqualTo(64);
    assertThat(config.tieWordEmbeddings()).isFalse();
  }

  @Test
  void headDimensionAndKeyValueHeadsFollowFromTheRest() throws IOException {
    Idefics3Config config =
        read(
            SMOL.replace("\"head_dim\": 64,", "")
                .replace("\"num_key_value_heads\": 3,", "")
                .replace("\"rope_scaling\": null", "\"rope_parameters\": {\"rope_theta\": 5e4}"));

    assertThat(config.text().headDim()).isEqualTo(64);
    assertThat(config.text().keyValueHeads()).isEqualTo(9);
    assertThat(config.text().ropeTheta()).isEqualTo(50_000);
  }

  @Test
  void refusesWhatItCannotCompute() {
    assertRefused("\"silu\"", "\"gelu\"", "hidden_act is gelu; only silu is implemented");
    assertRefused("\"attention_bias\": false", "\"attention_bias\": true", "attention_bias");
    assertRefused(
        "\"rope_scaling\": null", "\"rope_scaling\": {\"rope_type\": \"llama3\"}", "rope_type");
    assertRefused("\"rope_scaling\": null", "\"rope_scaling\": {\"type\": \"linear\"}", "linear");
    assertRefused("\"image_size\": 512", "\"image_size\": 500", "patch_size");
    assertRefused("49190", "50000", "image_token_id 50000");
    assertRefused("\"vision_config\"", "\"visual_config\"", "vision_config");
    assertRefused("\"hidden_size\": 576", "\"hidden_size\": 0", "text_config.hidden_size");
  }

  private void assertRefused(String published, String changed, String message) {
    assertThat(SMOL).contains(published);
    assertThatThrownBy(() -> read(SMOL.replace(published, changed)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(message);
  }

  private Idefics3Config read(String json) throws IOException {
    return Idefics3Config.read(Files.writeString(directory.resolve("config.json"), json));
  }
}
