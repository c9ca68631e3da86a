package dev.dermstream.platform.lora;

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
import java.util.Set;

/**
 * What {@code adapter_config.json} of PEFT says of a LoRA adapter. Variants that compute something
 * else than {@code x + scale * B A x} are refused by the name of their key.
 *
 * @param rank inner dimension
 * @param alpha numerator of the scale
 * @param dropout probability of dropping an input element while training
 * @param targetModules last parts of the names of the linear layers that are adapted, or one
 *     pattern as PEFT reads it; informative, the tensors say which layers they adapt
 * @param baseModel where the base came from, as written; informative
 * @param rankStabilized whether the scale is {@code alpha / sqrt(rank)} (rsLoRA, Kalajdzievski
 *     2023) and not {@code alpha / rank}
 */
public record LoraConfig(
    int rank,
    double alpha,
    double dropout,
    List<String> targetModules,
    String baseModel,
    boolean rankStabilized) {
  /** The file's name. */
  public static final String FILE = "adapter_config.json";

  /** Keys of variants; each may be absent, null, false, 0 or empty. */
  private static final List<String> VARIANTS =
      List.of(
          "fan_in_fan_out",
          "use_dora",
          "lora_bias",
          "use_qalora",
          "use_bdlora",
          "modules_to_save",
          "rank_pattern",
          "alpha_pattern",
          "layer_replication",
          "target_parameters",
          "trainable_token_indices",
          "alora_invocation_tokens",
          "arrow_config",
          "megatron_config");

  /** Starts that leave the base's own weights as they are; others save a changed base. */
  private static final Set<String> STARTS =
      Set.of("true", "false", "gaussian", "orthogonal", "eva");

  public LoraConfig {
    targetModules = List.copyOf(targetModules);
    if (rank < 1
        || !(alpha > 0 && Double.isFinite(alpha))
        || !(dropout >= 0 && dropout < 1)
        || targetModules.isEmpty()) {
      throw new IllegalArgumentException(
          "needed are r >= 1, lora_alpha > 0, 0 <= lora_dropout < 1 and some target_modules");
    }
  }

  /** With the scale {@code alpha / rank}. */
  public LoraConfig(
      int rank, double alpha, double dropout, List<String> targetModules, String baseModel) {
    this(rank, alpha, dropout, targetModules, baseModel, false);
  }

  /** What {@code B A x} is multiplied by. */
  public float scale() {
    return (float) (alpha / (rankStabilized ? Math.sqrt(rank) : rank));
  }

  static LoraConfig parse(String source, String content) throws IOException {
    try {
      JsonObject json = JsonParser.parseString(content).getAsJsonObject();
      requirePlain(json);
      return new LoraConfig(
          json.get("r").getAsInt(),
          json.get("lora_alpha").getAsDouble(),
          isSet(json, "lora_dropout") ? json.get("lora_dropout").getAsDouble() : 0,
          targets(json.get("target_modules")),
          isSet(json, "base_model_name_or_path")
              ? json.get("base_model_name_or_path").getAsString()
              : "",
          isSet(json, "use_rslora"));
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | NullPointerException
        | ClassCastException e) {
      throw new IOException(source + ": not a LoRA configuration: " + e.getMessage(), e);
    }
  }

  void write(Path file) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("peft_type", "LORA");
    json.addProperty("task_type", "CAUSAL_LM");
    json.addProperty("r", rank);
    // PEFT declares it an integer.
    if (alpha == Math.rint(alpha) && alpha <= Integer.MAX_VALUE) {
      json.addProperty("lora_alpha", (int) alpha);
    } else {
      json.addProperty("lora_alpha", alpha);
    }
    json.addProperty("lora_dropout", dropout);
    json.addProperty("bias", "none");
    json.addProperty("fan_in_fan_out", false);
    json.addProperty("use_rslora", rankStabilized);
    JsonArray targets = new JsonArray();
    targetModules.forEach(targets::add);
    json.add("target_modules", targets);
    json.addProperty("base_model_name_or_path", baseModel);
    Files.writeString(
        file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + System.lineSeparator());
  }

  private static void requirePlain(JsonObject json) {
    expect(json, "peft_type", Set.of("LORA"));
    expect(json, "bias", Set.of("none"));
    expect(json, "init_lora_weights", STARTS);
    for (String key : VARIANTS) {
      if (isSet(json, key)) {
        throw new IllegalArgumentException(
            "%s is %s; adapters that use it are not implemented".formatted(key, json.get(key)));
      }
    }
  }

  private static List<String> targets(JsonElement value) {
    if (value.isJsonPrimitive()) {
      return List.of(value.getAsString());
    }
    List<String> targets = new ArrayList<>();
    value.getAsJsonArray().forEach(target -> targets.add(target.getAsString()));
    return targets;
  }

  private static boolean isSet(JsonObject json, String key) {
    JsonElement value = json.get(key);
    if (value == null || value.isJsonNull()) {
      return false;
    }
    return !Set.of("false", "0", "[]", "{}", "\"\"").contains(value.toString());
  }

  private static void expect(JsonObject json, String key, Set<String> allowed) {
    JsonElement value = json.get(key);
    if (value != null && !value.isJsonNull() && !allowed.contains(value.getAsString())) {
      throw new IllegalArgumentException(
          "%s is %s; implemented is %s".formatted(key, value.getAsString(), allowed));
    }
  }
}
