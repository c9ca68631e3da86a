package dev.dermstream.trainer.dataset;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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
          "descriptions",
          "fields",
          "regions");
  private static final Set<String> QUESTION_KEYS =
      Set.of("question", "answer", "language", "distractors");
  private static final Set<String> REGION_KEYS = Set.of("x", "y", "width", "height", "class");

  private RowJson() {}

  /**
   * Reads a row.
   *
   * @throws IllegalArgumentException with what is wrong, as the end of a sentence about the row
   */
  static ManifestRow read(JsonObject row) {
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
        texts(row, "descriptions"),
        texts(row, "fields"),
        regions(row));
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
              JsonFields.text(pair, "language"),
              JsonFields.texts(pair, "distractors")));
    }
    return questions;
  }

  private static SortedMap<String, String> texts(JsonObject row, String key) {
    JsonObject written = JsonFields.objectOrNothing(row, key);
    SortedMap<String, String> texts = new TreeMap<>();
    for (String name : written.keySet()) {
      texts.put(name, JsonFields.text(written, name));
    }
    return texts;
  }

  private static List<Region> regions(JsonObject row) {
    List<Region> regions = new ArrayList<>();
    for (JsonElement element : JsonFields.arrayOrNothing(row, "regions")) {
      JsonObject region = JsonFields.object(element);
      JsonFields.requireKnown(region, REGION_KEYS);
      regions.add(JsonFields.region(region, "x", "y", JsonFields.text(region, "class")));
    }
    return regions;
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
      row.questions().forEach(pair -> questions.add(question(pair)));
      object.add("questions", questions);
    }
    addTexts(object, "descriptions", row.descriptions());
    addTexts(object, "fields", row.fields());
    if (!row.regions().isEmpty()) {
      JsonArray regions = new JsonArray();
      row.regions().forEach(region -> regions.add(region(region)));
      object.add("regions", regions);
    }
    return GSON.toJson(object);
  }

  private static JsonObject question(QuestionAnswer pair) {
    JsonObject object = new JsonObject();
    object.addProperty("question", pair.question());
    object.addProperty("answer", pair.answer());
    object.addProperty("language", pair.language());
    if (!pair.distractors().isEmpty()) {
      object.add("distractors", GSON.toJsonTree(pair.distractors()));
    }
    return object;
  }

  private static JsonObject region(Region region) {
    JsonObject object = new JsonObject();
    object.addProperty("x", region.x());
    object.addProperty("y", region.y());
    object.addProperty("width", region.width());
    object.addProperty("height", region.height());
    addKnown(object, "class", region.className());
    return object;
  }

  private static void addTexts(JsonObject object, String key, SortedMap<String, String> texts) {
    if (!texts.isEmpty()) {
      JsonObject written = new JsonObject();
      texts.forEach(written::addProperty);
      object.add(key, written);
    }
  }

  private static void addKnown(JsonObject object, String key, String value) {
    if (!value.isEmpty()) {
      object.addProperty(key, value);
    }
  }
}
