package dev.dermstream.audit.chain;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of an image's record back; that it is as it was written is for others to check.
 */
public final class ImageText {
  private ImageText() {}

  /** Empty if the text is not that of an image's record. */
  public static Optional<ImageRecord> parse(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      return RecordText.string(json, "event").equals("IMAGE")
          ? Optional.of(image(json))
          : Optional.empty();
    } catch (RuntimeException e) {
      // Whatever the reason, the caller reports the record; the text itself must not be repeated.
      return Optional.empty();
    }
  }

  private static ImageRecord image(JsonObject json) {
    return new ImageRecord(
        Instant.parse(RecordText.string(json, "at")),
        RecordText.string(json, "request"),
        RecordText.string(json, "subject"),
        RecordText.string(json, "method"),
        RecordText.string(json, "image"),
        RecordText.number(json, "image_bytes"),
        conclusion(json));
  }

  private static Conclusion conclusion(JsonObject json) {
    JsonElement modelLabel = RecordText.element(json, "model_label");
    boolean looked = json.has("region");
    return new Conclusion(
        outcome(json),
        RecordText.string(json, "code"),
        new Origin(
            RecordText.string(json, "profile"),
            RecordText.string(json, "release"),
            RecordText.string(json, "adapter"),
            RecordText.string(json, "node"),
            RecordText.string(json, "engine")),
        score(RecordText.element(json, "label")),
        modelLabel.isJsonNull() ? null : modelLabel.getAsInt(),
        RecordText.element(json, "scores").getAsJsonArray().asList().stream()
            .map(each -> score(each.getAsJsonObject()))
            .toList(),
        looked ? area(json.getAsJsonObject("region")) : null,
        looked ? lesions(json) : List.of());
  }

  private static List<Lesion> lesions(JsonObject json) {
    return RecordText.element(json, "further").getAsJsonArray().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(
            each -> new Lesion(area(each), outcome(each), score(RecordText.element(each, "label"))))
        .toList();
  }

  private static Outcome outcome(JsonObject json) {
    return Outcome.valueOf(RecordText.string(json, "outcome"));
  }

  private static Area area(JsonObject json) {
    return new Area(
        RecordText.element(json, "found").getAsBoolean(),
        RecordText.element(json, "x").getAsInt(),
        RecordText.element(json, "y").getAsInt(),
        RecordText.element(json, "width").getAsInt(),
        RecordText.element(json, "height").getAsInt());
  }

  private static @Nullable Score score(JsonElement json) {
    return json.isJsonNull() ? null : score(json.getAsJsonObject());
  }

  private static Score score(JsonObject json) {
    JsonElement percent = RecordText.element(json, "percent");
    // What is no number is written as null.
    return new Score(
        RecordText.element(json, "id_code").getAsInt(),
        percent.isJsonNull() ? Double.NaN : percent.getAsDouble());
  }
}
