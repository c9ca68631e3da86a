package dev.dermstream.node.guide;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code decoder} of a {@code tokenizer.json}: one step, or a {@code Sequence} of them.
 */
final class Decoders {
  private Decoders() {}

  static boolean contains(@Nullable JsonElement decoder, String type) {
    return steps(decoder).stream().anyMatch(step -> isType(step, type));
  }

  static List<JsonObject> steps(@Nullable JsonElement decoder) {
    if (!(decoder instanceof JsonObject object)) {
      return List.of();
    }
    if (!isType(object, "Sequence")) {
      return List.of(object);
    }
    return object.getAsJsonArray("decoders").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  static boolean isType(JsonObject step, String type) {
    return step.has("type") && step.get("type").getAsString().equals(type);
  }
}
