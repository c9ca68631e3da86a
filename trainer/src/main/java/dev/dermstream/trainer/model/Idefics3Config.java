package dev.dermstream.trainer.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code config.json} of an Idefics3 or SmolVLM checkpoint says. Keys that a checkpoint leaves
 * out take the defaults of the format; what this implementation cannot compute (another activation,
 * scaled rotary embedding, biased attention) is refused.
 *
 * @param scaleFactor patches per side that the connector folds into one token
 * @param imageTokenId the placeholder that image features replace
 */
public record Idefics3Config(
    VisionConfig vision,
    TextConfig text,
    int scaleFactor,
    int imageTokenId,
    boolean tieWordEmbeddings) {
  public Idefics3Config {
    Dimensions.positive("config", "scale_factor", scaleFactor);
    Dimensions.divides("scale_factor", scaleFactor, "patches per side", vision.patchesPerSide());
    if (imageTokenId < 0 || imageTokenId >= text.vocabSize()) {
      throw new IllegalArgumentException(
          "image_token_id %d is outside the vocabulary of %d"
              .formatted(imageTokenId, text.vocabSize()));
    }
  }

  /** Tokens that stand for one image. */
  public int imageTokens() {
    return vision.patches() / (scaleFactor * scaleFactor);
  }

  /** Input size of the connector's linear layer. */
  public int connectorInput() {
    return vision.hiddenSize() * scaleFactor * scaleFactor;
  }

  /**
   * Reads {@code config.json}.
   *
   * @throws IOException if it cannot be read, is no such configuration, or asks for what is not
   *     implemented; the message names the file and the key
   */
  public static Idefics3Config read(Path file) throws IOException {
    try {
      return parse(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static Idefics3Config parse(JsonObject json) {
    JsonObject text = json.getAsJsonObject("text_config");
    JsonObject vision = json.getAsJsonObject("vision_config");
    if (text == null || vision == null) {
      throw new IllegalArgumentException(
          "text_config and vision_config are both needed: this is no Idefics3 configuration");
    }
    return new Idefics3Config(
        vision(vision),
        text(text),
        integer(json, "scale_factor", 2),
        integer(json, "image_token_id", 128257),
        json.has("tie_word_embeddings") && json.get("tie_word_embeddings").getAsBoolean());
  }

  private static VisionConfig vision(JsonObject json) {
    expect(json, "hidden_act", "gelu_pytorch_tanh");
    return new VisionConfig(
        integer(json, "hidden_size", 1152),
        integer(json, "intermediate_size", 3072),
        integer(json, "num_hidden_layers", 12),
        integer(json, "num_attention_heads", 16),
        integer(json, "num_channels", 3),
        integer(json, "image_size", 224),
        integer(json, "patch_size", 32),
        (float) number(json, "layer_norm_eps", 1e-6));
  }

  private static TextConfig text(JsonObject json) {
    expect(json, "hidden_act", "silu");
    expect(json, "attention_bias", "false");
    expect(json, "mlp_bias", "false");
    int hidden = integer(json, "hidden_size", 4096);
    int heads = integer(json, "num_attention_heads", 32);
    return new TextConfig(
        hidden,
        integer(json, "intermediate_size", 11008),
        integer(json, "num_hidden_layers", 32),
        heads,
        integer(json, "num_key_value_heads", heads),
        integer(json, "head_dim", hidden / Math.max(1, heads)),
        integer(json, "vocab_size", 32000),
        integer(json, "max_position_embeddings", 2048),
        (float) number(json, "rms_norm_eps", 1e-5),
        ropeTheta(json));
  }

  /** Newer files nest it in {@code rope_parameters}; scaling is not implemented. */
  private static double ropeTheta(JsonObject json) {
    for (String key : new String[] {"rope_scaling", "rope_parameters"}) {
      if (present(json, key)) {
        JsonObject rope = json.getAsJsonObject(key);
        expect(rope, "rope_type", "default");
        expect(rope, "type", "default");
        if (rope.has("rope_theta")) {
          return rope.get("rope_theta").getAsDouble();
        }
      }
    }
    return number(json, "rope_theta", 10_000);
  }

  private static int integer(JsonObject json, String key, int absent) {
    double value = number(json, key, absent);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(key + " must be an integer, not " + value);
    }
    return (int) value;
  }

  private static double number(JsonObject json, String key, double absent) {
    return present(json, key) ? json.get(key).getAsDouble() : absent;
  }

  private static void expect(JsonObject json, String key, String only) {
    if (present(json, key) && !json.get(key).getAsString().equals(only)) {
      throw new IllegalArgumentException(
          "%s is %s; only %s is implemented".formatted(key, json.get(key).getAsString(), only));
    }
  }

  private static boolean present(JsonObject json, String key) {
    JsonElement value = json.get(key);
    return value != null && !value.isJsonNull();
  }
}
