package dev.dermstream.trainer.recipe.release;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.recipe.data.Prompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The profile that the demonstration model is asked through. */
public final class ProfileFiles {
  /** Its name. */
  public static final String NAME = "tumour15";

  private ProfileFiles() {}

  /** Its folder in a release. */
  public static Path directory(Path release) {
    return release.resolve("profiles").resolve(NAME);
  }

  /** Writes {@code profile.json}. */
  public static void write(Path release, int maxNewTokens) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("adapter_id", 0);
    json.addProperty("output_form", OutputForm.XML_REPORT.name());
    json.add("labels", labels());
    json.addProperty("prompt_template", Prompts.TEMPLATE);
    json.addProperty("prompt_en", Prompts.report(Language.ENGLISH));
    json.addProperty("prompt_ko", Prompts.report(Language.KOREAN));
    json.addProperty("answers_questions", true);
    json.addProperty("max_new_tokens", maxNewTokens);
    json.addProperty("temperature", ClassConfidence.DEFAULT_TEMPERATURE);
    Files.createDirectories(directory(release));
    ModelFiles.write(directory(release).resolve("profile.json"), json);
  }

  private static JsonArray labels() {
    JsonArray labels = new JsonArray();
    for (LesionClass lesionClass : LesionClass.values()) {
      JsonObject label = new JsonObject();
      label.addProperty("id_code", lesionClass.idCode());
      label.addProperty("name_en", lesionClass.wording().in(Language.ENGLISH));
      label.addProperty("name_ko", lesionClass.wording().in(Language.KOREAN));
      labels.add(label);
    }
    return labels;
  }
}
