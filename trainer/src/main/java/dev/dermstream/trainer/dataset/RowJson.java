package dev.dermstream.trainer.dataset;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A row as one line of JSON. */
final class RowJson {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setStrictness(Strictness.STRICT).create();
  private static final Set<String> KEYS =
      Set.of(
          "identifier",
          "image",
          "class",
          "patient",
          "paper",
          "modality",
          "caption",
          "questions",
          "descriptions");
  private static final Set<String> QUESTION_KEYS = Set.of("question", "answer", "language");

  private RowJson() {}

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with what is wrong, as the end of a sentence about the row
   */
  static ManifestRow read(String line) {
    JsonObject row = JsonFields.object(parse(line));
    JsonFields.requireKnown(row, KEYS);
    return new ManifestRow(
        JsonFields.text(row, "identifier"),
        JsonFields.text(row, "image"),
        JsonFields.text(row, "class"),
        JsonFields.text(row, "patient"),
        JsonFields.text(row, "paper"),
        JsonFields.text(row, "modality"),
        JsonFields.text(row, "caption"),
        questions(row),
        descriptions(row));
  }

  private static JsonElement parse(String line) {
    @Nullable JsonElement element;
    try {
      element = GSON.fromJson(line, JsonElement.class);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("is not valid JSON", e);
    }
    if (element == null) {
      throw new IllegalArgumentException("is not valid JSON");
    }
    return element;
  }

  private static List<QuestionAnswer> questions(JsonObject row) {
    List<QuestionAnswer> questions = new ArrayList<>();
    for (JsonElement element : JsonFields.arrayOrNothing(row, "questions")) {
      JsonObject pair = JsonFields.object(element);
      JsonFields.requireKnown(pair, QUESTION_KEYS);
      questions.add(
          new QuestionAnswer(
              JsonFields.text(pair, "question"),
              JsonFields.text(pair, "answer"),
              JsonFields.text(pair, "language")));
    }
    return questions;
  }

  private static SortedMap<String, String> descriptions(JsonObject row) {
    JsonObject written = JsonFields.objectOrNothing(row, "descriptions");
    SortedMap<String, String> descriptions = new TreeMap<>();
    for (String language : written.keySet()) {
      descriptions.put(language, JsonFields.text(written, language));
    }
    return descriptions;
  }

  /** The row without a line's end; keys in one order, what is empty left out. */
  static String write(ManifestRow row) {
    JsonObject object = new JsonObject();
    object.addProperty("identifier", row.identifier());
    object.addProperty("image", row.image());
    object.addProperty("class", row.className());
    addKnown(object, "patient", row.patient());
    addKnown(object, "paper", row.paper());
    addKnown(object, "modality", row.modality());
    addKnown(object, "caption", row.caption());
    if (!row.questions().isEmpty()) {
      JsonArray questions = new JsonArray();
      row.questions().forEach(pair -> questions.add(GSON.toJsonTree(pair)));
      object.add("questions", questions);
    }
    if (!row.descriptions().isEmpty()) {
      JsonObject descriptions = new JsonObject();
      row.descriptions().forEach(descriptions::addProperty);
      object.add("descriptions", descriptions);
    }
    return GSON.toJson(object);
  }

  private static void addKnown(JsonObject object, String key, String value) {
    if (!value.isEmpty()) {
      object.addProperty(key, value);
    }
  }
}
