package dev.dermstream.trainer.dataset;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One annotation in the form of AI-Hub: {@code identifier}; {@code diagnosis_info} with {@code
 * diagnosis_name}, {@code desc}, {@code questions[]} of {@code question} and {@code answer}, each
 * with its Korean under {@code _ko}; {@code photograph}, a path beside the file, an object with
 * {@code file}, or neither where the image is called as the identifier; where known {@code
 * patient}, {@code paper}, {@code modality} {@code caption} and {@code bbox} of {@code xpos},
 * {@code ypos}, {@code width} and {@code height} in pixels. Other keys are passed over.
 */
final class Annotation {
  private static final String KOREAN = "_ko";

  private final ImageFolder images;
  private final Path folder;
  private final String modality;

  /**
   * @param folder of the annotation's file
   * @param modality unless the annotation names one
   */
  Annotation(ImageFolder images, Path folder, String modality) {
    this.images = images;
    this.folder = folder;
    this.modality = modality;
  }

  /**
   * The row of an annotation.
   *
   * @throws IllegalArgumentException with what is wrong, as the end of a sentence about it
   */
  ManifestRow row(JsonObject annotation) {
    String identifier = JsonFields.text(annotation, "identifier").strip();
    if (identifier.isEmpty()) {
      throw new IllegalArgumentException("needs identifier");
    }
    JsonObject diagnosis = JsonFields.objectOrNothing(annotation, "diagnosis_info");
    String className = JsonFields.text(diagnosis, "diagnosis_name").strip();
    if (className.isEmpty()) {
      throw new IllegalArgumentException("needs diagnosis_info.diagnosis_name");
    }
    String named = JsonFields.text(annotation, "modality").strip();
    return new ManifestRow(
        identifier,
        image(annotation, identifier),
        className,
        JsonFields.text(annotation, "patient").strip(),
        JsonFields.text(annotation, "paper").strip(),
        named.isEmpty() ? modality : named,
        JsonFields.text(annotation, "caption").strip(),
        questions(diagnosis),
        descriptions(diagnosis),
        new TreeMap<>(),
        regions(annotation));
  }

  private static List<Region> regions(JsonObject annotation) {
    JsonObject box = JsonFields.objectOrNothing(annotation, "bbox");
    return box.isEmpty() ? List.of() : List.of(JsonFields.region(box, "xpos", "ypos", ""));
  }

  private String image(JsonObject annotation, String identifier) {
    JsonElement photograph = annotation.get("photograph");
    String file =
        photograph != null && photograph.isJsonObject()
            ? JsonFields.text(photograph.getAsJsonObject(), "file")
            : JsonFields.text(annotation, "photograph");
    return file.isBlank() ? images.named(identifier) : images.resolve(folder, file);
  }

  private static List<QuestionAnswer> questions(JsonObject diagnosis) {
    List<QuestionAnswer> questions = new ArrayList<>();
    for (JsonElement element : JsonFields.arrayOrNothing(diagnosis, "questions")) {
      JsonObject pair = JsonFields.object(element);
      add(questions, pair, "", "en");
      add(questions, pair, KOREAN, "ko");
    }
    return questions;
  }

  private static void add(
      List<QuestionAnswer> questions, JsonObject pair, String ending, String language) {
    String question = JsonFields.text(pair, "question" + ending).strip();
    String answer = JsonFields.text(pair, "answer" + ending).strip();
    if (question.isEmpty() != answer.isEmpty()) {
      throw new IllegalArgumentException("has a question without an answer, or the reverse");
    }
    if (!question.isEmpty()) {
      questions.add(new QuestionAnswer(question, answer, language));
    }
  }

  private static SortedMap<String, String> descriptions(JsonObject diagnosis) {
    SortedMap<String, String> descriptions = new TreeMap<>();
    String english = JsonFields.text(diagnosis, "desc").strip();
    String korean = JsonFields.text(diagnosis, "desc" + KOREAN).strip();
    if (!english.isEmpty()) {
      descriptions.put("en", english);
    }
    if (!korean.isEmpty()) {
      descriptions.put("ko", korean);
    }
    return descriptions;
  }
}
