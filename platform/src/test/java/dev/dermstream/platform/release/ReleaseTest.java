package dev.dermstream.platform.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
