package dev.dermstream.trainer.dataset;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
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

  /** A misspelt key would lose what it holds, and of a patient that is a leak. */
  static void requireKnown(JsonObject object, Set<String> known) {
    for (String key : object.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException("has an unknown key " + key);
      }
    }
  }
}
