package dev.dermstream.platform.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The least that is a release, told apart by one number. */
final class SampleRelease {
  static final String PROFILE =
      """
      {"adapter_id": 0, "output_form": "XML_REPORT",
       "labels": [{"id_code": 0, "name_en": "Keratosis", "name_ko": "각화증"}],
       "prompt_template": "User:{image}{text}\\nAssistant:", "prompt_en": "Report.",
       "prompt_ko": "보고.", "answers_questions": true, "max_new_tokens": 64, "temperature": 0.065}
      """;

  private SampleRelease() {}

  /** Lays an unsealed one of about 200 KB. */
  static Path lay(Path folder, int number) throws IOException {
    Files.createDirectories(folder.resolve("model"));
    byte[] weights = new byte[200_000];
    java.util.Arrays.fill(weights, (byte) number);
    Files.write(folder.resolve("model/model.safetensors"), weights);
    Files.createDirectories(folder.resolve("profiles/two/index"));
    Files.writeString(folder.resolve("profiles/two/profile.json"), PROFILE);
    Files.writeString(
        folder.resolve("profiles/two/index/index.json"), "{\"number\": " + number + "}");
    Files.writeString(folder.resolve("metrics.json"), "{\"accuracy\": 0." + number + "}");
    return folder;
  }

  /** Of the same content as {@link #lay}, sealed. */
  static ReleaseDraft draft(Path folder, int number) throws IOException {
    Path from = lay(folder, number);
    Release.seal(from, "trial", "not for clinical use", "two");
    return ReleaseDraft.of(from);
  }
}
