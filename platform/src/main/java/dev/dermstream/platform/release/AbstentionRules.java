package dev.dermstream.platform.release;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks {@code abstain} of {@code profile.json}. A key that is not known is a problem: a
 * rule that is misspelt must not be a rule that never holds.
 */
final class AbstentionRules {
  private static final String LARGEST_SET = "largest_set";
  private static final String CLASS_CONDITIONAL = "class_conditional_set";
  private static final String LEAST_CONFIDENCE = "least_confidence_percent";
  private static final String LEAST_PROBABILITY = "least_probability_percent";
  private static final String EMPTY_SET = "empty_set";
  private static final Set<String> SWITCHES =
      Set.of(
          "out_of_distribution", CLASS_CONDITIONAL, EMPTY_SET, "model_differs", "no_model_label");
  private static final Set<String> NUMBERS =
      Set.of(LARGEST_SET, LEAST_CONFIDENCE, LEAST_PROBABILITY);
  private static final double PERCENT = 100;

  private final JsonObject json;
  private final List<String> problems;

  private AbstentionRules(JsonObject json, List<String> problems) {
    this.json = json;
    this.problems = problems;
  }

  /** The rule; none where the file has none, or, with a problem noted, has it wrong. */
  static AbstentionRule of(@Nullable JsonElement written, int labelCount, List<String> problems) {
    if (written == null) {
      return AbstentionRule.NONE;
    }
    if (!written.isJsonObject()) {
      problems.add("abstain must be an object");
      return AbstentionRule.NONE;
    }
    return new AbstentionRules(written.getAsJsonObject(), problems).rule(labelCount);
  }

  private AbstentionRule rule(int labelCount) {
    for (String key : json.keySet()) {
      if (!SWITCHES.contains(key) && !NUMBERS.contains(key)) {
        problems.add("abstain has no key " + key);
      }
    }
    AbstentionRule rule =
        new AbstentionRule(
            isOn("out_of_distribution"),
            isOn(CLASS_CONDITIONAL),
            isOn(EMPTY_SET),
            largestSet(labelCount),
            percent(LEAST_CONFIDENCE),
            percent(LEAST_PROBABILITY),
            isOn("model_differs"),
            isOn("no_model_label"));
    if (rule.classConditionalSet() && !rule.emptySet() && rule.largestSet().isEmpty()) {
      problems.add(
          "abstain.%s says which set %s and %s look at, and neither is set"
              .formatted(CLASS_CONDITIONAL, EMPTY_SET, LARGEST_SET));
    }
    return rule;
  }

  private boolean isOn(String key) {
    JsonPrimitive value = value(key, JsonPrimitive::isBoolean, "must be true or false");
    return value != null && value.getAsBoolean();
  }

  private OptionalInt largestSet(int labelCount) {
    String range = "must be a whole number, 1 to %d".formatted(labelCount - 1);
    JsonPrimitive value =
        value(
            LARGEST_SET,
            number -> isNumber(number, 1, labelCount - 1.0) && number.getAsDouble() % 1 == 0,
            range);
    return value == null ? OptionalInt.empty() : OptionalInt.of((int) value.getAsDouble());
  }

  private OptionalDouble percent(String key) {
    JsonPrimitive value =
        value(
            key,
            number -> isNumber(number, Double.MIN_VALUE, PERCENT),
            "must be over 0 and at most 100");
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.getAsDouble());
  }

  private static boolean isNumber(JsonPrimitive value, double least, double most) {
    return value.isNumber() && value.getAsDouble() >= least && value.getAsDouble() <= most;
  }

  private @Nullable JsonPrimitive value(
      String key, Predicate<JsonPrimitive> fits, String otherwise) {
    JsonElement value = json.get(key);
    if (value == null) {
      return null;
    }
    if (value.isJsonPrimitive() && fits.test(value.getAsJsonPrimitive())) {
      return value.getAsJsonPrimitive();
    }
    problems.add("abstain." + key + " " + otherwise);
    return null;
  }
}
