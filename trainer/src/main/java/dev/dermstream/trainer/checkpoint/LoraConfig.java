package dev.dermstream.trainer.checkpoint;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code adapter_config.json} of PEFT says of a LoRA adapter.
 *
 * @param rank inner dimension
 * @param alpha numerator of the scale {@code alpha / rank}
 * @param dropout probability of dropping an input element while training
 * @param targetModules last parts of the names of the linear layers that are adapted
 * @param baseModel where the base came from, as written; informative
 */
public record LoraConfig(
    int rank, double alpha, double dropout, List<String> targetModules, String baseModel) {
  static final String FILE = "adapter_config.json";

  public LoraConfig {
    targetModules = List.copyOf(targetModules);
    if (rank < 1 || !(alpha > 0) || !(dropout >= 0 && dropout < 1) || targetModules.isEmpty()) {
      throw new IllegalArgumentException(
          "needed are r >= 1, lora_alpha > 0, 0 <= lora_dropout < 1 and some target_modules");
    }
  }

  /** {@code alpha / rank}. */
  public float scale() {
    return (float) (alpha / rank);
  }

  static LoraConfig read(Path file) throws IOException {
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      expect(json, "peft_type", "LORA");
      expect(json, "bias", "none");
      expect(json, "fan_in_fan_out", "false");
      expect(json, "use_dora", "false");
      expect(json, "use_rslora", "false");
      List<String> targets = new ArrayList<>();
      json.getAsJsonArray("target_modules").forEach(target -> targets.add(target.getAsString()));
      return new LoraConfig(
          json.get("r").getAsInt(),
          json.get("lora_alpha").getAsDouble(),
          json.has("lora_dropout") ? json.get("lora_dropout").getAsDouble() : 0,
          targets,
          json.has("base_model_name_or_path") && !json.get("base_model_name_or_path").isJsonNull()
              ? json.get("base_model_name_or_path").getAsString()
              : "");
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | NullPointerException
        | ClassCastException e) {
      throw new IOException(file + ": not a LoRA configuration: " + e.getMessage(), e);
    }
  }

  void write(Path file) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("peft_type", "LORA");
    json.addProperty("task_type", "CAUSAL_LM");
    json.addProperty("r", rank);
    json.addProperty("lora_alpha", alpha);
    json.addProperty("lora_dropout", dropout);
    json.addProperty("bias", "none");
    json.addProperty("fan_in_fan_out", false);
    JsonArray targets = new JsonArray();
    targetModules.forEach(targets::add);
    json.add("target_modules", targets);
    json.addProperty("base_model_name_or_path", baseModel);
    Files.writeString(
        file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + System.lineSeparator());
  }

  private static void expect(JsonObject json, String key, String only) {
    JsonElement value = json.get(key);
    if (value != null && !value.isJsonNull() && !value.getAsString().equals(only)) {
      throw new IllegalArgumentException(
          "%s is %s; only %s is implemented".formatted(key, value.getAsString(), only));
    }
  }
}
