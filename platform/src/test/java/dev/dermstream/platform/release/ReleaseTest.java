package dev.dermstream.platform.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void anotherFormatIsRefused() throws IOException {
    Files.writeString(folder.resolve("release.json"), "{\"format\": 99}");

    assertThatThrownBy(() -> Release.load(folder)).hasMessageContaining("format 99");
  }
}
