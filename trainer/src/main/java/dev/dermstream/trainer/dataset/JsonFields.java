package dev.dermstream.trainer.dataset;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads fields of a JSON object; what is of another kind is an IllegalArgumentException. */
final class JsonFields {
  private static final JsonObject NOTHING = new JsonObject();

  private JsonFields() {}

  static JsonObject object(JsonElement element) {
    if (!element.isJsonObject()) {
      throw new IllegalArgumentException("is not a JSON object");
    }
    return element.getAsJsonObject();
  }

  /** A field that only some data have; empty if it is not there. */
  static JsonObject objectOrNothing(JsonObject parent, String key) {
    JsonElement element = parent.get(key);
    if (element == null || element.isJsonNull()) {
      return NOTHING;
    }
    if (!element.isJsonObject()) {
      throw new IllegalArgumentException("has a " + key + " that is not a JSON object");
    }
    return element.getAsJsonObject();
  }

  static JsonArray arrayOrNothing(JsonObject parent, String key) {
    JsonElement element = parent.get(key);
    if (element == null || element.isJsonNull()) {
      return new JsonArray();
    }
    if (!element.isJsonArray()) {
      throw new IllegalArgumentException("has " + key + " that are not a JSON array");
    }
    return element.getAsJsonArray();
  }

  /** A text; empty if it is not there. */
  static String text(JsonObject parent, String key) {
    JsonElement element = parent.get(key);
    if (element == null || element.isJsonNull()) {
      return "";
    }
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw new IllegalArgumentException("has a " + key + " that is not a text");
    }
    return element.getAsString();
  }

  /** Texts; none if they are not there. */
  static List<String> texts(JsonObject parent, String key) {
    List<String> texts = new ArrayList<>();
    for (JsonElement element : arrayOrNothing(parent, key)) {
      if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
        throw new IllegalArgumentException("has " + key + " that are not texts");
      }
      texts.add(element.getAsString());
    }
    return texts;
  }

  /** A region whose first column and row are called {@code x} and {@code y}. */
  static Region region(JsonObject box, String x, String y, String className) {
    return new Region(
        integer(box, x), integer(box, y), integer(box, "width"), integer(box, "height"), className);
  }

  private static int integer(JsonObject parent, String key) {
    JsonElement element = parent.get(key);
    if (element == null || !element.isJsonPrimitive() || !element.getAsJsonPrimitive().isNumber()) {
      throw new IllegalArgumentException("has no number " + key);
    }
    try {
      return element.getAsBigDecimal().intValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("has no whole number " + key, e);
    }
  }

  /** A misspelt key would lose what it holds, and of a patient that is a leak. */
  static void requireKnown(JsonObject object, Set<String> known) {
    for (String key : object.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException("has an unknown key " + key);
      }
    }
  }
}
