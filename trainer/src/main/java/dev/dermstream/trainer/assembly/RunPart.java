package dev.dermstream.trainer.assembly;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.finetune.recipe.RecipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A run that ended, and the data that it was made from.
 *
 * @param folder of the run
 * @param data folder that it was trained on
 * @param recipe as it was used
 * @param limit most images of each side; 0 for all
 * @param record {@code run.json}
 * @param metrics {@code evaluation/metrics.json}; empty if the run has none
 */
public record RunPart(
    Path folder,
    Path data,
    Recipe recipe,
    int limit,
    JsonObject record,
    Optional<JsonObject> metrics) {
  private static final Set<String> PARTS = Set.of("classification", "texts", "macro");

  /**
   * Reads a run.
   *
   * @throws FineTuneException if it has not ended
   */
  public static RunPart read(Path folder, Path data) throws IOException {
    Path record = folder.resolve("run.json");
    if (!Files.isRegularFile(record)) {
      throw new FineTuneException(folder + " holds no run that has ended");
    }
    Path recipe = folder.resolve("recipe.conf");
    Path metrics = folder.resolve("evaluation/metrics.json");
    return new RunPart(
        folder,
        data,
        RecipeFile.ofRun(recipe),
        RecipeFile.limitOfRun(recipe),
        json(record),
        Files.isRegularFile(metrics) ? Optional.of(json(metrics)) : Optional.empty());
  }

  private static JsonObject json(Path file) throws IOException {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new FineTuneException(file + " is no JSON object", e);
    }
  }

  /** Most images of the run's sides, where it was limited. */
  OptionalInt mostImages() {
    return limit == 0 ? OptionalInt.empty() : OptionalInt.of(limit);
  }

  /** The figures of the adapter's answers that are one number each. */
  JsonObject headline() {
    JsonObject headline = new JsonObject();
    metrics.ifPresent(all -> numbers(all, "", headline));
    return headline;
  }

  private static void numbers(JsonObject from, String prefix, JsonObject to) {
    for (Map.Entry<String, JsonElement> entry : from.entrySet()) {
      if (entry.getValue() instanceof JsonPrimitive value && value.isNumber()) {
        to.add(prefix + entry.getKey(), value);
      } else if (entry.getValue() instanceof JsonObject inner && PARTS.contains(entry.getKey())) {
        numbers(inner, prefix + entry.getKey() + ".", to);
      }
    }
  }

  /**
   * Requires that the run was trained on a base model.
   *
   * @param base SHA-256 of its weights
   * @throws FineTuneException naming both
   */
  void requireBase(String base) throws FineTuneException {
    String own = record.has("base") ? record.get("base").getAsString() : "";
    if (!own.equals(base)) {
      throw new FineTuneException(
          "%s was trained on another base model (%s) than this one (%s)"
              .formatted(folder, shortened(own), shortened(base)));
    }
  }

  private static String shortened(String digest) {
    return digest.substring(0, Math.min(12, digest.length()));
  }
}
