package dev.dermstream.trainer.dataset;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image and the questions on it, from one or more records of {@code image}, {@code question} and
 * {@code answer}; where known {@code options}, among which the answer is, an array or an object by
 * letters, or {@code distractors}; {@code language} (English unless named); {@code identifier},
 * {@code class}, {@code paper}, {@code patient}, {@code modality} and {@code caption}, which may
 * not differ between records of one image. Other keys are passed over. Not thread-safe.
 */
final class AskedImage {
  private static final List<String> FACTS =
      List.of("identifier", "class", "paper", "patient", "modality", "caption");

  private final Place place;
  private final String image;
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<QuestionAnswer> questions = new ArrayList<>();

  /**
   * @param place of the first record
   * @param image path inside the folder
   */
  AskedImage(Place place, String image) {
    this.place = place;
    this.image = image;
  }

  Place place() {
    return place;
  }

  boolean namesClass() {
    return facts.containsKey("class");
  }

  /**
   * Joins a record, wholly or not at all.
   *
   * @throws IllegalArgumentException with what is wrong, as the end of a sentence about it
   */
  void join(JsonObject record) {
    QuestionAnswer pair = pair(record);
    Map<String, String> told = new LinkedHashMap<>();
    for (String fact : FACTS) {
      String value = JsonFields.text(record, fact).strip();
      String before = facts.get(fact);
      if (!value.isEmpty() && before != null && !before.equals(value)) {
        throw new IllegalArgumentException(
            "has %s %s, and at %s it is %s".formatted(fact, value, place, before));
      }
      if (!value.isEmpty()) {
        told.put(fact, value);
      }
    }
    for (QuestionAnswer other : questions) {
      if (other.question().equals(pair.question()) && other.language().equals(pair.language())) {
        throw new IllegalArgumentException(
            "asks again what was asked of the image before: " + pair.question());
      }
    }
    // A record that no row may hold is bad alone, and does not take the image's others with it.
    Map<String, String> allFacts = new LinkedHashMap<>(facts);
    allFacts.putAll(told);
    row(allFacts, List.of(pair), "");
    facts.putAll(told);
    questions.add(pair);
  }

  private static QuestionAnswer pair(JsonObject record) {
    String question = JsonFields.text(record, "question").strip();
    String answer = JsonFields.text(record, "answer").strip();
    if (question.isEmpty() || answer.isEmpty()) {
      throw new IllegalArgumentException("needs question and answer");
    }
    String language = JsonFields.text(record, "language").strip();
    Map<String, String> options = options(record);
    List<String> wrong =
        new ArrayList<>(
            JsonFields.texts(record, "distractors").stream().map(String::strip).toList());
    String right = options.getOrDefault(answer, answer);
    if (!options.isEmpty()) {
      if (!options.containsValue(right)) {
        throw new IllegalArgumentException("has an answer that is none of its options: " + answer);
      }
      options.values().stream().filter(option -> !option.equals(right)).forEach(wrong::add);
    }
    return new QuestionAnswer(
        question, right, language.isEmpty() ? "en" : language, wrong.stream().distinct().toList());
  }

  /** By their letters; an array's by the alphabet. */
  private static Map<String, String> options(JsonObject record) {
    Map<String, String> options = new LinkedHashMap<>();
    JsonElement written = record.get("options");
    if (written != null && written.isJsonObject()) {
      JsonObject object = written.getAsJsonObject();
      object
          .keySet()
          .forEach(key -> options.put(key.strip(), JsonFields.text(object, key).strip()));
      return options;
    }
    char letter = 'A';
    for (String option : JsonFields.texts(record, "options")) {
      options.put(String.valueOf(letter++), option.strip());
    }
    return options;
  }

  /**
   * The row of all records.
   *
   * @param modality unless they name one
   * @throws IllegalArgumentException with what is wrong, as the end of a sentence about it
   */
  ManifestRow row(String modality) {
    return row(facts, questions, modality);
  }

  private ManifestRow row(
      Map<String, String> facts, List<QuestionAnswer> questions, String modality) {
    return new ManifestRow(
        facts.getOrDefault("identifier", image),
        image,
        facts.getOrDefault("class", FigureCategory.UNSPECIFIED.label()),
        facts.getOrDefault("patient", ""),
        facts.getOrDefault("paper", ""),
        facts.getOrDefault("modality", modality),
        facts.getOrDefault("caption", ""),
        questions,
        new TreeMap<>(),
        new TreeMap<>(),
        List.of());
  }
}
