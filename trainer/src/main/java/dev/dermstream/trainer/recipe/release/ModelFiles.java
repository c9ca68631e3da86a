package dev.dermstream.trainer.recipe.release;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.TextConfig;
import dev.dermstream.trainer.model.VisionConfig;
import dev.dermstream.trainer.recipe.data.TextCodec;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files of a Hugging Face model directory, tokenizer and graphs left out. */
public final class ModelFiles {
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .create();

  private ModelFiles() {}

  /**
   * Writes {@code config.json}, {@code generation_config.json} and {@code
   * preprocessor_config.json}.
   *
   * @param codec knows the ids of the special tokens
   * @param preprocessor content of the last file
   */
  public static void writeConfigurations(
      Path model, Idefics3Config config, TextCodec codec, JsonObject preprocessor)
      throws IOException {
    Files.createDirectories(model);
    write(model.resolve("config.json"), configuration(config, codec));
    JsonObject generation = new JsonObject();
    tokens(generation, codec);
    generation.addProperty("do_sample", false);
    write(model.resolve("generation_config.json"), generation);
    write(model.resolve("preprocessor_config.json"), preprocessor);
  }

  /**
   * Rounds weights to float16, in which they are shipped.
   *
   * @throws IllegalArgumentException if a weight is too large for float16
   */
  public static Map<String, Tensor> rounded(Map<String, Tensor> weights) {
    Map<String, Tensor> halves = new LinkedHashMap<>();
    weights.forEach((name, tensor) -> {
      float[] values = tensor.toFloats();
      for (float value : values) {
        if (!Float.isFinite(Float.float16ToFloat(Float.floatToFloat16(value)))) {
          throw new IllegalArgumentException(name + " holds " + value);
        }
      }
      halves.put(name, Tensor.ofHalves(values, tensor.shape()));
    });
    return halves;
  }

  /** Writes {@code model.safetensors}. */
  public static void writeWeights(Path model, Map<String, Tensor> weights) throws IOException {
    Files.createDirectories(model);
    Checkpoint.writeWeights(model, weights);
  }

  private static JsonObject configuration(Idefics3Config config, TextCodec codec) {
    JsonObject json = new JsonObject();
    JsonArray architectures = new JsonArray();
    architectures.add("Idefics3ForConditionalGeneration");
    json.add("architectures", architectures);
    json.addProperty("model_type", "idefics3");
    json.addProperty("image_token_id", config.imageTokenId());
    json.addProperty("scale_factor", config.scaleFactor());
    json.addProperty("tie_word_embeddings", config.tieWordEmbeddings());
    tokens(json, codec);
    json.addProperty("torch_dtype", "float16");
    json.add("vision_config", vision(config.vision()));
    json.add("text_config", text(config.text()));
    return json;
  }

  private static void tokens(JsonObject json, TextCodec codec) {
    json.addProperty("bos_token_id", codec.idOf(SpecialTokens.IM_START));
    json.addProperty("eos_token_id", codec.idOf(SpecialTokens.END_OF_UTTERANCE));
    json.addProperty("pad_token_id", codec.idOf(SpecialTokens.END_OF_TEXT));
  }

  private static JsonObject vision(VisionConfig config) {
    JsonObject json = new JsonObject();
    json.addProperty("model_type", "idefics3_vision");
    json.addProperty("hidden_size", config.hiddenSize());
    json.addProperty("intermediate_size", config.intermediateSize());
    json.addProperty("num_hidden_layers", config.layers());
    json.addProperty("num_attention_heads", config.heads());
    json.addProperty("image_size", config.imageSize());
    json.addProperty("patch_size", config.patchSize());
    json.addProperty("num_channels", config.channels());
    json.addProperty("layer_norm_eps", config.layerNormEpsilon());
    json.addProperty("hidden_act", "gelu_pytorch_tanh");
    return json;
  }

  private static JsonObject text(TextConfig config) {
    JsonObject json = new JsonObject();
    json.addProperty("model_type", "llama");
    json.addProperty("hidden_size", config.hiddenSize());
    json.addProperty("intermediate_size", config.intermediateSize());
    json.addProperty("num_hidden_layers", config.layers());
    json.addProperty("num_attention_heads", config.heads());
    json.addProperty("num_key_value_heads", config.keyValueHeads());
    json.addProperty("head_dim", config.headDim());
    json.addProperty("rms_norm_eps", config.rmsNormEpsilon());
    json.addProperty("rope_theta", config.ropeTheta());
    json.addProperty("vocab_size", config.vocabSize());
    json.addProperty("max_position_embeddings", config.maxPositions());
    json.addProperty("hidden_act", "silu");
    return json;
  }

  /** Writes JSON for people, names in lower case with underscores. */
  public static void write(Path file, Object json) throws IOException {
    Files.writeString(file, GSON.toJson(json) + "\n");
  }
}
