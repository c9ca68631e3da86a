package dev.dermstream.trainer.evaluation.text;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A lesion's features as one JSON object of texts. An answer is read to the letter, as the gateway
 * reads it: half a record may say the opposite of the whole.
 */
final class Extraction {
  private static final Gson STRICT = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private Extraction() {}

  /**
   * A row for each field of the reference; the row itself where that is no JSON object of texts.
   */
  static List<TextRow> fields(TextRow row) {
    Optional<Map<String, String>> wanted = row.field().isEmpty() ? read(row.reference()) : none();
    if (wanted.isEmpty() || wanted.get().isEmpty()) {
      return List.of(row);
    }
    Optional<Map<String, String>> written = read(row.candidate());
    List<TextRow> fields = new ArrayList<>();
    wanted.get().forEach((name, text) -> fields.add(field(row, name, text, written)));
    return fields;
  }

  private static TextRow field(
      TextRow row, String name, String wanted, Optional<Map<String, String>> written) {
    if (written.isEmpty()) {
      return row.withField(name, wanted, "", TextRow.State.UNPARSEABLE);
    }
    String said = written.get().getOrDefault(name, "");
    return row.withField(
        name, wanted, said, said.isBlank() ? TextRow.State.MISSING : TextRow.State.WRITTEN);
  }

  private static Optional<Map<String, String>> none() {
    return Optional.empty();
  }

  /** The texts by name; empty if it is no JSON object of texts. */
  private static Optional<Map<String, String>> read(String text) {
    if (!text.strip().startsWith("{")) {
      return Optional.empty();
    }
    try {
      JsonObject record = STRICT.fromJson(text, JsonObject.class);
      Map<String, String> fields = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> field : record.entrySet()) {
        if (!field.getValue().isJsonPrimitive()
            || !field.getValue().getAsJsonPrimitive().isString()) {
          return Optional.empty();
        }
        fields.put(field.getKey(), field.getValue().getAsString());
      }
      return Optional.of(fields);
    } catch (JsonParseException e) {
      // Malformed or broken off.
      return Optional.empty();
    }
  }
}
