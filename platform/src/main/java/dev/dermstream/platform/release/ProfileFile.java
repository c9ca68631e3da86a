package dev.dermstream.platform.release;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code profile.json}; all problems of a file are reported together. */
final class ProfileFile {
  private static final int MAX_NEW_TOKENS = 8192;
  private static final String ADAPTER = "adapter";

  private ProfileFile() {}

  private record LabelJson(
      @SerializedName("id_code") @Nullable Integer idCode,
      @SerializedName("name_en") @Nullable String english,
      @SerializedName("name_ko") @Nullable String korean) {}

  private record ProfileJson(
      @SerializedName("adapter_id") @Nullable Integer adapterId,
      @SerializedName("output_form") @Nullable OutputForm outputForm,
      @Nullable List<LabelJson> labels,
      @Nullable List<RecordFields.FieldJson> fields,
      @SerializedName("prompt_template") @Nullable String promptTemplate,
      @SerializedName("prompt_en") @Nullable String promptEnglish,
      @SerializedName("prompt_ko") @Nullable String promptKorean,
      @SerializedName("answers_questions") @Nullable Boolean answersQuestions,
      @SerializedName("max_new_tokens") @Nullable Integer maxNewTokens,
      @Nullable Double temperature,
      @Nullable JsonElement abstain,
      @SerializedName("zero_shot_prompt_en") @Nullable String zeroShotEnglish,
      @SerializedName("zero_shot_prompt_ko") @Nullable String zeroShotKorean,
      @SerializedName("region_of_interest") @Nullable Boolean regionOfInterest) {}

  static Profile read(Path directory) throws IOException {
    return read(String.valueOf(directory.getFileName()), directory);
  }

  static Profile read(String name, Path directory) throws IOException {
    Path file = directory.resolve(Profile.FILE_NAME);
    try {
      ProfileJson json = new Gson().fromJson(Files.readString(file), ProfileJson.class);
      if (json == null) {
        throw new IOException(file + ": empty");
      }
      return toProfile(name, directory, file, json);
    } catch (JsonParseException e) {
      throw new IOException(file + ": not valid JSON: " + e.getMessage(), e);
    }
  }

  private static Profile toProfile(String name, Path directory, Path file, ProfileJson json)
      throws IOException {
    List<String> problems = new ArrayList<>();
    List<LabelName> labels = labels(json.labels(), problems);
    OutputForm form = orProblem("output_form", json.outputForm(), OutputForm.FREE_TEXT, problems);
    List<RecordField> fields = RecordFields.of(form, json.fields(), problems);
    if (form == OutputForm.LABEL || fields.stream().anyMatch(RecordField::namesLabel)) {
      requireTellingNames(labels, problems);
    }
    String template = text("prompt_template", json.promptTemplate(), problems);
    requireOnce("prompt_template", template, Profile.IMAGE_PLACE, problems);
    requireOnce("prompt_template", template, Profile.TEXT_PLACE, problems);
    Optional<Path> adapter = Optional.of(directory.resolve(ADAPTER)).filter(Files::isDirectory);
    Profile profile =
        new Profile(
            name,
            adapterId(json.adapterId(), adapter.isPresent(), problems),
            adapter,
            form,
            labels,
            fields,
            template,
            text("prompt_en", json.promptEnglish(), problems),
            text("prompt_ko", json.promptKorean(), problems),
            orProblem("answers_questions", json.answersQuestions(), false, problems),
            within("max_new_tokens", json.maxNewTokens(), 1, MAX_NEW_TOKENS, problems),
            orProblem("temperature", json.temperature(), 1.0, problems),
            directory.resolve("index"),
            AbstentionRules.of(json.abstain(), labels.size(), problems),
            zeroShot(json.zeroShotEnglish(), json.zeroShotKorean(), problems),
            Boolean.TRUE.equals(json.regionOfInterest()));
    if (!(profile.temperature() > 0 && profile.temperature() <= 100)) {
      problems.add("temperature must be over 0 and at most 100");
    }
    if (!problems.isEmpty()) {
      throw new IOException(file + ": " + String.join("; ", problems));
    }
    return profile;
  }

  /** Either a number names the adapter, or its files lie beside the profile. */
  private static int adapterId(@Nullable Integer written, boolean hasFiles, List<String> problems) {
    if (!hasFiles) {
      return within("adapter_id", written, 0, Integer.MAX_VALUE, problems);
    }
    if (written != null) {
      problems.add("adapter_id and the folder " + ADAPTER + " exclude each other");
    }
    return 0;
  }

  private static List<LabelName> labels(@Nullable List<LabelJson> json, List<String> problems) {
    if (json == null || json.isEmpty()) {
      problems.add("labels is missing or empty");
      return List.of();
    }
    List<LabelName> labels = new ArrayList<>();
    Set<Integer> codes = new HashSet<>();
    for (LabelJson label : json) {
      Integer code = label.idCode();
      String english = label.english();
      String korean = label.korean();
      if (code == null || code < 0 || english == null || korean == null) {
        problems.add("every label needs id_code (0 or more), name_en and name_ko");
      } else if (!codes.add(code)) {
        problems.add("two labels have id_code " + code);
      } else {
        labels.add(new LabelName(code, english, korean));
      }
    }
    labels.sort(Comparator.comparingInt(LabelName::idCode));
    return labels;
  }

  /** Where a name is all that is written, it must tell which class is meant. */
  private static void requireTellingNames(List<LabelName> labels, List<String> problems) {
    Set<String> english = new HashSet<>();
    Set<String> korean = new HashSet<>();
    for (LabelName label : labels) {
      boolean blank = label.english().isBlank() || label.korean().isBlank();
      boolean taken = !english.add(label.english());
      taken |= !korean.add(label.korean());
      if (blank || taken) {
        problems.add(
            "the names of id_code %d must differ from all others and not be blank"
                .formatted(label.idCode()));
      }
    }
  }

  /** Both languages or neither, so that no request finds the profile half able. */
  private static Optional<ZeroShotPrompt> zeroShot(
      @Nullable String english, @Nullable String korean, List<String> problems) {
    if (english == null && korean == null) {
      return Optional.empty();
    }
    ZeroShotPrompt prompt =
        new ZeroShotPrompt(
            text("zero_shot_prompt_en", english, problems),
            text("zero_shot_prompt_ko", korean, problems));
    requireOnce("zero_shot_prompt_en", prompt.english(), ZeroShotPrompt.LABELS_PLACE, problems);
    requireOnce("zero_shot_prompt_ko", prompt.korean(), ZeroShotPrompt.LABELS_PLACE, problems);
    return Optional.of(prompt);
  }

  private static void requireOnce(
      String key, String template, String place, List<String> problems) {
    int first = template.indexOf(place);
    if (first < 0 || template.indexOf(place, first + 1) >= 0) {
      problems.add("%s must hold %s exactly once".formatted(key, place));
    }
  }

  private static String text(String key, @Nullable String value, List<String> problems) {
    return orProblem(key, value, "", problems);
  }

  private static int within(
      String key, @Nullable Integer value, int least, int most, List<String> problems) {
    int number = orProblem(key, value, least, problems);
    if (number < least || number > most) {
      problems.add("%s must be %d to %d".formatted(key, least, most));
    }
    return number;
  }

  private static <T> T orProblem(String key, @Nullable T value, T instead, List<String> problems) {
    if (value == null) {
      problems.add(key + " is missing or unknown");
      return instead;
    }
    return value;
  }
}
