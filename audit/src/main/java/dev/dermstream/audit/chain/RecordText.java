package dev.dermstream.audit.chain;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a stored text says of its own place. */
record RecordText(
    String chain, long sequence, String previous, long atMillis, List<ChainHead> removedUpTo) {
  /** Empty if the text is not that of a record. */
  static Optional<RecordText> parse(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      return Optional.of(
          new RecordText(
              string(json, "chain"),
              number(json, "sequence"),
              string(json, "previous"),
              Instant.parse(string(json, "at")).toEpochMilli(),
              string(json, "event").equals("RETENTION") ? bases(json) : List.of()));
    } catch (RuntimeException e) {
      // Whatever the reason, the caller reports the record; the text itself must not be repeated.
      return Optional.empty();
    }
  }

  private static List<ChainHead> bases(JsonObject json) {
    return element(json, "bases").getAsJsonArray().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(base ->
            new ChainHead(string(base, "chain"), number(base, "sequence"), string(base, "hash")))
        .toList();
  }

  static String string(JsonObject json, String field) {
    return element(json, field).getAsString();
  }

  static long number(JsonObject json, String field) {
    return element(json, field).getAsLong();
  }

  static JsonElement element(JsonObject json, String field) {
    JsonElement element = json.get(field);
    if (element == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return element;
  }
}
