package dev.dermstream.trainer.evaluation;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/** Figures as JSON: what is undefined is {@code null}, never left out and never a number. */
public final class ResultJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private ResultJson() {}

  /** A figure. */
  public static JsonElement number(double figure) {
    return Double.isNaN(figure) ? JsonNull.INSTANCE : new JsonPrimitive(figure);
  }

  /** A figure of each of so many classes. */
  public static JsonArray numbers(int count, IntToDoubleFunction figure) {
    JsonArray array = new JsonArray();
    for (int i = 0; i < count; i++) {
      array.add(number(figure.applyAsDouble(i)));
    }
    return array;
  }

  /** A count of each of so many classes. */
  public static JsonArray counts(int count, IntToLongFunction value) {
    JsonArray array = new JsonArray();
    for (int i = 0; i < count; i++) {
      array.add(value.applyAsLong(i));
    }
    return array;
  }

  /** Sentences. */
  public static JsonArray sentences(List<String> sentences) {
    JsonArray array = new JsonArray();
    sentences.forEach(array::add);
    return array;
  }

  /**
   * Adds {@code intervals_95}, {@code [low, high]} by name with what they were drawn with, and what
   * was drawn.
   */
  public static void addIntervals(
      JsonObject to, Bootstrap bootstrap, SamplingUnits units, Map<String, Interval> intervals) {
    JsonObject json = new JsonObject();
    json.addProperty("replicates", bootstrap.replicates());
    json.addProperty("seed", bootstrap.seed());
    intervals.forEach((name, interval) -> json.add(name, interval(interval)));
    to.add("intervals_95", json);
    to.addProperty("sampling_unit", units.kind());
    to.addProperty("sampling_units", units.count());
  }

  /** {@code [low, high]}. */
  public static JsonElement interval(Interval interval) {
    if (Double.isNaN(interval.low())) {
      return JsonNull.INSTANCE;
    }
    JsonArray ends = new JsonArray();
    ends.add(interval.low());
    ends.add(interval.high());
    return ends;
  }

  /** The text of a file. */
  public static String text(JsonElement json) {
    return GSON.toJson(json) + "\n";
  }
}
