package dev.dermstream.trainer.dataset;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One image of a data set and what is known of it. Texts that are not known are empty.
 *
 * @param identifier unique in the data set
 * @param image path inside the image folder, with slashes
 * @param className the class
 * @param patient whose image it is
 * @param paper the publication that it was taken from
 * @param modality how it was taken, for example {@code dermoscopic}
 * @param caption the figure's own words
 * @param questions pairs for training and testing of answers
 * @param descriptions of the lesion, by language tag
 * @param fields of the lesion for extraction, by name, for example {@code color}
 * @param regions where the image shows lesions; empty if nobody marked them
 */
public record ManifestRow(
    String identifier,
    String image,
    String className,
    String patient,
    String paper,
    String modality,
    String caption,
    List<QuestionAnswer> questions,
    SortedMap<String, String> descriptions,
    SortedMap<String, String> fields,
    List<Region> regions) {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_PATH = 1000;
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException with what is wrong, as the end of a sentence about the row
   */
  public ManifestRow {
    requireName("identifier", identifier, true);
    requireName("class", className, true);
    requireName("patient", patient, false);
    requireName("paper", paper, false);
    requireName("modality", modality, false);
    requireInside(image);
    require(caption.isEmpty() || !caption.isBlank(), "has a blank caption");
    questions = List.copyOf(questions);
    descriptions = Collections.unmodifiableSortedMap(new TreeMap<>(descriptions));
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    regions = List.copyOf(regions);
    for (QuestionAnswer pair : questions) {
      require(
          !pair.question().isBlank() && !pair.answer().isBlank(), "has a blank question or answer");
      requireLanguage(pair.language());
      require(
          pair.distractors().stream()
              .noneMatch(wrong -> wrong.isBlank() || wrong.equals(pair.answer())),
          "has a distractor that is blank or the answer itself");
    }
    descriptions.forEach((language, text) -> {
      requireLanguage(language);
      require(!text.isBlank(), "has a blank description");
    });
    fields.forEach((name, text) -> {
      requireName("field", name, true);
      require(!text.isBlank(), "has a blank field " + name);
    });
  }

  /** The same image under another name of its class. */
  ManifestRow withClassName(String name) {
    return new ManifestRow(
        identifier,
        image,
        name,
        patient,
        paper,
        modality,
        caption,
        questions,
        descriptions,
        fields,
        regions);
  }

  /** The same image with other questions and descriptions. */
  public ManifestRow withTexts(
      List<QuestionAnswer> others, SortedMap<String, String> otherDescriptions) {
    return new ManifestRow(
        identifier,
        image,
        className,
        patient,
        paper,
        modality,
        caption,
        others,
        otherDescriptions,
        fields,
        regions);
  }

  private static void requireName(String key, String value, boolean needed) {
    require(!needed || !value.isEmpty(), "needs " + key);
    require(value.isEmpty() || !value.isBlank(), "has a blank " + key);
    require(value.equals(value.strip()), "has white space around its " + key);
    require(value.length() <= LONGEST_NAME, "has a " + key + " over 200 characters");
    require(!CONTROL.matcher(value).find(), "has control characters in its " + key);
  }

  /** By the path alone; whether a link leads out is seen when the file is there. */
  private static void requireInside(String image) {
    require(!image.isBlank(), "needs image");
    require(image.length() <= LONGEST_PATH, "has an image path over 1000 characters");
    require(!CONTROL.matcher(image).find(), "has control characters in its image path");
    require(
        !image.startsWith("/")
            && image.indexOf('\\') < 0
            && Arrays.stream(image.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..")),
        "has an image path that leaves the folder or is not in its plain form: " + image);
  }

  private static void requireLanguage(String language) {
    require(LANGUAGE.matcher(language).matches(), "has no language tag: " + language);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
