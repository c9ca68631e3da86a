package dev.dermstream.pacs.delivery;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an origin server says of the objects of a request: its payload (PS3.18 Table I.2-1) where it
 * names an object, else its status.
 *
 * @param byStatus what the status alone means
 * @param partly some objects were stored, and others perhaps not
 * @param stored SOP Instance UIDs that are called stored
 * @param failed Failure Reasons by SOP Instance UID
 * @param others Failure Reasons of parts that the server could not name
 */
record StowAnswer(
    Outcome byStatus,
    boolean partly,
    Set<String> stored,
    Map<String, Integer> failed,
    List<Integer> others) {
  private static final String INSTANCE = "00081155";
  private static final String REASON = "00081197";
  private static final int ACCEPTED = 202;
  private static final int PROCESSING_FAILURE = 0x0110;
  private static final int DUPLICATE_INSTANCE = 0x0111;
  private static final int RESOURCE_LIMITATION = 0x0213;
  private static final int OUT_OF_RESOURCES = 0xA7;
  private static final int UNKNOWN = -1;

  static StowAnswer of(HttpResponse<byte[]> answer) {
    Set<String> stored = new HashSet<>();
    Map<String, Integer> failed = new HashMap<>();
    List<JsonObject> nameless = List.of();
    Optional<JsonObject> payload = payload(answer.body());
    if (payload.isPresent()) {
      items(payload.get(), "00081199").forEach(item -> text(item, INSTANCE).ifPresent(stored::add));
      items(payload.get(), "00081198")
          .forEach(item -> text(item, INSTANCE).ifPresent(uid -> failed.put(uid, reason(item))));
      nameless = items(payload.get(), "0008119A");
    }
    return new StowAnswer(
        HttpStatuses.outcome(answer),
        answer.statusCode() == ACCEPTED,
        stored,
        failed,
        nameless.stream().map(StowAnswer::reason).toList());
  }

  Outcome outcome(String sopInstance) {
    if (stored.contains(sopInstance)) {
      return new Outcome.Accepted();
    }
    Integer reason = failed.get(sopInstance);
    if (reason != null) {
      return outcome(reason);
    }
    if (!others.isEmpty() && !(byStatus instanceof Outcome.Unreachable)) {
      return others.size() == 1 && stored.isEmpty() && failed.isEmpty()
          ? outcome(others.getFirst())
          : new Outcome.Unreachable("the server does not say which objects it has stored");
    }
    return partly && byStatus instanceof Outcome.Accepted
        ? new Outcome.Unreachable("the server does not say whether it has stored the object")
        : byStatus;
  }

  private static Outcome outcome(int reason) {
    String sentence = "failure reason %04X".formatted(reason);
    if (reason == DUPLICATE_INSTANCE) {
      // What is sent under a UID is always the same: it came before.
      return new Outcome.Accepted();
    }
    boolean passing =
        reason == PROCESSING_FAILURE
            || reason == RESOURCE_LIMITATION
            || reason >> Byte.SIZE == OUT_OF_RESOURCES
            || reason == UNKNOWN;
    return passing ? new Outcome.Unreachable(sentence) : new Outcome.Refused(reason, sentence);
  }

  private static Optional<JsonObject> payload(byte[] body) {
    try {
      JsonElement read = JsonParser.parseString(new String(body, StandardCharsets.UTF_8));
      // Some servers write an array of data sets, as for queries.
      JsonElement first =
          read instanceof JsonArray array && array.size() == 1 ? array.get(0) : read;
      return first instanceof JsonObject dataSet ? Optional.of(dataSet) : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static List<JsonObject> items(JsonObject dataSet, String tag) {
    return values(dataSet, tag).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  private static int reason(JsonObject item) {
    return text(item, REASON)
        .filter(number -> number.matches("[0-9]{1,5}"))
        .map(Integer::parseInt)
        .orElse(UNKNOWN);
  }

  private static Optional<String> text(JsonObject item, String tag) {
    return values(item, tag).stream()
        .filter(JsonElement::isJsonPrimitive)
        .map(JsonElement::getAsString)
        .findFirst();
  }

  private static List<JsonElement> values(JsonObject dataSet, String tag) {
    return dataSet.get(tag) instanceof JsonObject element
            && element.get("Value") instanceof JsonArray values
        ? values.asList()
        : List.of();
  }
}
