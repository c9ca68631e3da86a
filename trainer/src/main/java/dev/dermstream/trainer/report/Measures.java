package dev.dermstream.trainer.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.trainer.evaluation.Interval;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Figures by the names that they have in {@code metrics.json}. What is missing or undefined is
 * empty.
 */
public final class Measures {
  private static final String MACRO = "macro_";
  private static final String INTERVALS = "intervals_95";
  private static final String INTERVAL = "interval_95";

  private final JsonObject json;

  Measures(JsonObject json) {
    this.json = json;
  }

  /** A figure; {@code macro_f1} is {@code f1} under {@code macro}. */
  public Optional<Measure> figure(String name) {
    OptionalDouble value = JsonFile.number(json, name);
    if (value.isEmpty() && name.startsWith(MACRO)) {
      value =
          JsonFile.object(json, "macro")
              .map(macro -> JsonFile.number(macro, name.substring(MACRO.length())))
              .orElse(OptionalDouble.empty());
    }
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(new Measure(value.getAsDouble(), interval(name)));
  }

  private Optional<Interval> interval(String name) {
    return JsonFile.object(json, INTERVALS)
        .flatMap(all -> JsonFile.array(all, name))
        // One figure with its statistics has one interval.
        .or(() -> name.equals("mean") ? JsonFile.array(json, INTERVAL) : Optional.empty())
        .flatMap(Measures::ends);
  }

  private static Optional<Interval> ends(JsonArray array) {
    if (array.size() != 2) {
      return Optional.empty();
    }
    OptionalDouble low = JsonFile.number(array.get(0));
    OptionalDouble high = JsonFile.number(array.get(1));
    return low.isPresent() && high.isPresent()
        ? Optional.of(new Interval(low.getAsDouble(), high.getAsDouble()))
        : Optional.empty();
  }

  /** An element of an array of figures, which has no interval. */
  public Optional<Measure> element(String name, int index) {
    return JsonFile.array(json, name)
        .filter(array -> index < array.size())
        .map(array -> JsonFile.number(array.get(index)))
        .filter(OptionalDouble::isPresent)
        .map(value -> new Measure(value.getAsDouble(), Optional.empty()));
  }

  /** A whole number. */
  public Optional<Long> count(String name) {
    OptionalDouble value = JsonFile.number(json, name);
    return value.isPresent() ? Optional.of((long) value.getAsDouble()) : Optional.empty();
  }

  /** Sentences, for example {@code undefined}. */
  public List<String> sentences(String name) {
    return JsonFile.array(json, name).stream()
        .flatMap(array -> array.asList().stream())
        .filter(element -> element.isJsonPrimitive())
        .map(element -> element.getAsString())
        .toList();
  }

  /** A part with figures of its own. */
  public Optional<Measures> part(String name) {
    return JsonFile.object(json, name).map(Measures::new);
  }

  /** Names of the parts of a part, as they are ordered. */
  public List<String> partsOf(String name) {
    return JsonFile.object(json, name).stream()
        .flatMap(object -> object.entrySet().stream())
        .filter(entry -> entry.getValue().isJsonObject())
        .map(entry -> entry.getKey())
        .toList();
  }

  /** A text. */
  public Optional<String> text(String name) {
    return JsonFile.text(json, name);
  }
}
