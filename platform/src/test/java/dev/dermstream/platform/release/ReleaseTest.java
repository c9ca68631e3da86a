package dev.dermstream.platform.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseTest {
  private static final String PROFILE =
      """
      {"adapter_id": 0, "output_form": "XML_REPORT",
       "labels": [{"id_code": 1, "name_en": "Nevus", "name_ko": "모반"},
                  {"id_code": 0, "name_en": "Keratosis", "name_ko": "각화증"}],
       "prompt_template": "User:{image}{text}\\nAssistant:", "prompt_en": "Report.",
       "prompt_ko": "보고.", "answers_questions": true, "max_new_tokens": 64, "temperature": 0.065}
      """;

  @TempDir Path folder;

  @BeforeEach
  void layARelease() throws IOException {
    Files.createDirectories(folder.resolve("model"));
    Files.writeString(folder.resolve("model/config.json"), "{}");
    Files.createDirectories(folder.resolve("profiles/two"));
    Files.writeString(folder.resolve("profiles/two/profile.json"), PROFILE);
  }

  @Test
  void aSealedReleaseLoadsWithItsProfiles() throws IOException {
    Release sealed = Release.seal(folder, "trial", "not for clinical use", "two");

    Release release = Release.load(folder);

    assertThat(release).isEqualTo(sealed);
    assertThat(release.id()).matches("trial-[0-9a-f]{16}");
    assertThat(release.profile("")).isEqualTo(release.profile("two")).isPresent();
    assertThat(release.profile("three")).isEmpty();
    Profile profile = release.profile("two").orElseThrow();
    assertThat(profile.labels()).extracting(LabelName::idCode).containsExactly(0, 1);
    assertThat(profile.labels().get(1).korean()).isEqualTo("모반");
    assertThat(profile.temperature()).isEqualTo(0.065);
  }

  @Test
  void whatTheModelSideServesIsTheSameWhateverTheIndexAndTheFigures() throws IOException {
    String digest = Release.seal(folder, "trial", "", "two").inferenceDigest();
    Path index = Files.createDirectories(folder.resolve("profiles/two/index/hnsw"));
    Files.writeString(index.resolve("segments_1"), "vectors");
    Files.writeString(folder.resolve("metrics.json"), "{}");
    assertThat(Release.seal(folder, "other", "notice", "two").inferenceDigest()).isEqualTo(digest);

    Files.writeString(folder.resolve("profiles/two/profile.json"), PROFILE + " ");
    String otherProfile = Release.seal(folder, "trial", "", "two").inferenceDigest();
    Files.writeString(folder.resolve("model/config.json"), "{} ");
    String otherModel = Release.seal(folder, "trial", "", "two").inferenceDigest();
    assertThat(List.of(otherProfile, otherModel)).doesNotHaveDuplicates().doesNotContain(digest);
  }

  @Test
  void aProfileMayHaveItsOwnAdapterInsteadOfANumber() throws IOException {
    Path adapter = Files.createDirectories(folder.resolve("profiles/two/adapter"));
    Files.writeString(adapter.resolve("adapter_config.json"), "{}");

    assertThatThrownBy(() -> Release.seal(folder, "trial", "", "two"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("adapter_id and the folder adapter exclude each other");

    Files.writeString(
        folder.resolve("profiles/two/profile.json"), PROFILE.replace("\"adapter_id\": 0, ", ""));
    Profile profile = Release.seal(folder, "trial", "", "two").profile("two").orElseThrow();
    assertThat(profile.adapterDirectory()).contains(adapter);
    assertThat(profile.adapterId()).isZero();
  }

  @Test
  void aProfileSaysWhenToAbstainAndElseNever() throws IOException {
    Profile silent = Release.seal(folder, "trial", "", "two").profile("two").orElseThrow();
    assertThat(silent.abstention()).isEqualTo(AbstentionRule.NONE);
    assertThat(silent.abstention().needsCalibration()).isFalse();

    abstain(
        """
        {"out_of_distribution": true, "class_conditional_set": true, "empty_set": true,
         "largest_set": 1, "least_confidence_percent": 12.5, "least_probability_percent": 100,
         "model_differs": true, "no_model_label": true}\
        """);
    Profile strict = Release.seal(folder, "trial", "", "two").profile("two").orElseThrow();
    assertThat(strict.abstention())
        .isEqualTo(
            new AbstentionRule(
                true,
                true,
                true,
                OptionalInt.of(1),
                OptionalDouble.of(12.5),
                OptionalDouble.of(100),
                true,
                true));
    assertThat(strict.abstention().needsCalibration()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"out_of_distributon\": true} | abstain has no key out_of_distributon",
        "{\"model_differs\": \"yes\"} | abstain.model_differs must be true or false",
        "{\"largest_set\": 0} | abstain.largest_set must be a whole number, 1 to 1",
        "{\"largest_set\": 2} | abstain.largest_set must be a whole number, 1 to 1",
        "{\"largest_set\": 1.5} | abstain.largest_set must be a whole number, 1 to 1",
        "{\"least_confidence_percent\": 0} | abstain.least_confidence_percent must be over 0",
        "{\"least_probability_percent\": 101} | abstain.least_probability_percent must be over 0",
        "{\"least_probability_percent\": NaN} | abstain.least_probability_percent must be over 0",
        "{\"class_conditional_set\": true} | and neither is set",
        "[] | abstain must be an object",
        "null | abstain must be an object",
      })
  void aRuleOfAbstentionThatIsNotUnderstoodIsAnError(String rule, String why) throws IOException {
    abstain(rule);

    assertThatThrownBy(() -> Release.seal(folder, "trial", "", "two"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("profile.json: ")
        .hasMessageContaining(why);
  }

  private void abstain(String rule) throws IOException {
    Files.writeString(
        folder.resolve("profiles/two/profile.json"),
        PROFILE.replace("\"temperature\": 0.065", "\"temperature\": 0.065, \"abstain\": " + rule));
  }

  @Test
  void anotherByteIsAnotherRelease() throws IOException {
    String before = Release.seal(folder, "trial", "", "two").id();
    Files.writeString(folder.resolve("model/config.json"), "{ }");

    assertThatThrownBy(() -> Release.load(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model/config.json was altered");
    assertThat(Release.seal(folder, "trial", "", "two").id()).isNotEqualTo(before);
  }

  @Test
  void missingAndUnlistedFilesAreNamed() throws IOException {
    Release.seal(folder, "trial", "", "two");
    Path extra = Files.writeString(folder.resolve("model/extra.onnx"), "x");

    assertThatThrownBy(() -> Release.load(folder))
        .hasMessageContaining("model/extra.onnx does not belong to the release");

    Files.delete(extra);
    Files.delete(folder.resolve("model/config.json"));
    assertThatThrownBy(() -> Release.load(folder))
        .hasMessageContaining("model/config.json is missing");
  }

  @Test
  void aProfileReportsAllItsProblemsTogether() throws IOException {
    Files.writeString(
        folder.resolve("profiles/two/profile.json"),
        """
        {"adapter_id": -1, "labels": [], "prompt_template": "{image}{image}", "temperature": 0}
        """);

    assertThatThrownBy(() -> Release.seal(folder, "trial", "", "two"))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "profile.json",
            "adapter_id",
            "labels",
            "{image} exactly once",
            "{text} exactly once",
            "output_form",
            "temperature must be over 0");
  }

  @Test
  void aRecordsFieldsAreReadInTheirOrder() throws IOException {
    writeProfile(
        "JSON_RECORD",
        """
        "fields": [{"name": "lesion_type", "names_label": true},
                   {"name": "symmetry", "values_en": ["even", "odd"], "values_ko": ["대칭", "비대칭"]},
                   {"name": "summary"}],
        """);

    Release release = Release.seal(folder, "trial", "", "two");

    assertThat(release.profile("two").orElseThrow().fields())
        .containsExactly(
            new RecordField("lesion_type", List.of(), List.of(), true),
            new RecordField("symmetry", List.of("even", "odd"), List.of("대칭", "비대칭"), false),
            new RecordField("summary", List.of(), List.of(), false));
  }

  @Test
  void wrongFieldsAreReportedTogether() throws IOException {
    writeProfile(
        "JSON_RECORD",
        """
        "fields": [{"name": "a", "names_label": true, "values_en": ["x"], "values_ko": ["y"]},
                   {"name": "a"}, {"name": " "}, {"name": "b", "names_label": true},
                   {"name": "c", "values_en": ["x", "x"], "values_ko": []}],
        """);

    assertThatThrownBy(() -> Release.seal(folder, "trial", "", "two"))
        .hasMessageContainingAll(
            "field a has names_label and hence no values of its own",
            "two fields have the name a",
            "every field needs a name",
            "only one field may have names_label",
            "field c: values_en must differ",
            "field c needs as many values_ko as values_en");
  }

  @Test
  void fieldsBelongToRecordsAndRecordsHaveFields() throws IOException {
    writeProfile("NUMBER", "\"fields\": [{\"name\": \"a\"}],");
    assertThatThrownBy(() -> Release.seal(folder, "trial", "", "two"))
        .hasMessageContaining("fields belong to the output_form JSON_RECORD alone");

    writeProfile("JSON_RECORD", "");
    assertThatThrownBy(() -> Release.seal(folder, "trial", "", "two"))
        .hasMessageContaining("a JSON_RECORD needs at least one");
  }

  @Test
  void aLabelThatIsAllThatIsWrittenMustTellTheClass() throws IOException {
    Path file = folder.resolve("profiles/two/profile.json");
    Files.writeString(
        file, PROFILE.replace("XML_REPORT", "LABEL").replace("\"Keratosis\"", "\"Nevus\""));

    assertThatThrownBy(() -> Release.seal(folder, "trial", "", "two"))
        .hasMessageContaining("must differ from all others");
  }

  @Test
  void aProfileMayAskAboutLabelsOfTheCallerAndLookForLesions() throws IOException {
    assertThat(Release.seal(folder, "trial", "", "two").profile("two").orElseThrow())
        .satisfies(profile -> {
          assertThat(profile.zeroShot()).isEmpty();
          assertThat(profile.regionOfInterest()).isFalse();
        });
    writeProfile(
        "FREE_TEXT",
        """
        "zero_shot_prompt_en": "Which of {labels}?", "zero_shot_prompt_ko": "{labels} 중 무엇?",
        "region_of_interest": true,
        """);

    Profile profile = Release.seal(folder, "trial", "", "two").profile("two").orElseThrow();

    assertThat(profile.regionOfInterest()).isTrue();
    assertThat(profile.zeroShot().orElseThrow().text(false, List.of("acne", "{labels}")))
        .isEqualTo("Which of acne, {labels}?");
    assertThat(profile.zeroShot().orElseThrow().text(true, List.of("건선", "acne")))
        .isEqualTo("건선, acne 중 무엇?");
  }

  @Test
  void aPromptForLabelsIsThereInBothLanguagesAndNamesTheirPlaceOnce() throws IOException {
    writeProfile("FREE_TEXT", "\"zero_shot_prompt_en\": \"{labels} or {labels}?\",");

    assertThatThrownBy(() -> Release.seal(folder, "trial", "", "two"))
        .hasMessageContainingAll(
            "zero_shot_prompt_ko is missing",
            "zero_shot_prompt_en must hold {labels} exactly once");
  }

  private void writeProfile(String form, String fields) throws IOException {
    Files.writeString(
        folder.resolve("profiles/two/profile.json"),
        PROFILE
            .replace("XML_REPORT", form)
            .replace("\"prompt_template\"", fields + "\"prompt_template\""));
  }

  @Test
  void anotherFormatIsRefused() throws IOException {
    Files.writeString(folder.resolve("release.json"), "{\"format\": 99}");

    assertThatThrownBy(() -> Release.load(folder)).hasMessageContaining("format 99");
  }
}
