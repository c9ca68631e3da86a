package dev.dermstream.gateway.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import dev.dermstream.v1.RecordField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON record of a lesion's features: {@code summary} is the summary, {@code lesion_type}
 * is the model's label where it is the name of a class. A text that is no JSON object to the letter
 * says nothing: half a record may say the opposite of the whole.
 */
final class RecordAnswerParser {
  private static final String SUMMARY = "summary";
  private static final String LESION_TYPE = "lesion_type";
  private static final Gson STRICT = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private RecordAnswerParser() {}

  /** Never throws, whatever the text. */
  static ModelAnswer parse(String text, LabelSet labels) {
    if (text.length() > ModelAnswerParser.MAX_LENGTH) {
      return ModelAnswer.NOTHING;
    }
    try {
      JsonObject record = STRICT.fromJson(text, JsonObject.class);
      return new ModelAnswer(
          Optional.ofNullable(string(record.get(LESION_TYPE))).flatMap(labels::named).orElse(null),
          string(record.get(SUMMARY)),
          fields(record));
    } catch (JsonParseException e) {
      // Malformed or broken off.
      return ModelAnswer.NOTHING;
    }
  }

  private static List<RecordField> fields(JsonObject record) {
    List<RecordField> fields = new ArrayList<>();
    for (Map.Entry<String, JsonElement> field : record.entrySet()) {
      String value = string(field.getValue());
      if (value != null && !field.getKey().equals(SUMMARY)) {
        fields.add(RecordField.newBuilder().setName(field.getKey()).setValue(value).build());
      }
    }
    return fields;
  }

  private static @Nullable String string(@Nullable JsonElement value) {
    if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      return null;
    }
    String text = value.getAsString().strip();
    return text.isEmpty() ? null : text;
  }
}
