package dev.dermstream.trainer.finetune.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.trainer.finetune.data.LabelSet;
import dev.dermstream.trainer.finetune.recipe.AnswerForm;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.recipe.data.Prompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code profile.json} of a run, as a release has it beside the folder {@code adapter}. */
public final class ProfileWriter {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ProfileWriter() {}

  /**
   * Writes the file.
   *
   * @param maxNewTokens of an answer
   */
  public static void write(Path folder, Recipe recipe, LabelSet labels, int maxNewTokens)
      throws IOException {
    AnswerForm asked =
        switch (recipe.outputForm()) {
          case XML_REPORT -> AnswerForm.REPORT;
          case JSON_RECORD -> AnswerForm.FIELDS;
          case LABEL -> AnswerForm.CLASS_NAME;
          case NUMBER -> AnswerForm.CLASS_NUMBER;
          case FREE_TEXT -> AnswerForm.CAPTION;
        };
    JsonObject json = new JsonObject();
    json.addProperty("output_form", recipe.outputForm().name());
    json.add("labels", labels(labels));
    if (recipe.outputForm() == OutputForm.JSON_RECORD) {
      json.add("fields", fields(recipe));
    }
    json.addProperty("prompt_template", Prompts.TEMPLATE);
    json.addProperty("prompt_en", recipe.prompts().of(asked, "en"));
    json.addProperty("prompt_ko", recipe.prompts().of(asked, "ko"));
    json.addProperty("answers_questions", recipe.answers().has(AnswerForm.QUESTIONS));
    if (recipe.answers().has(AnswerForm.CHOICE)) {
      json.addProperty("zero_shot_prompt_en", recipe.prompts().of(AnswerForm.CHOICE, "en"));
      json.addProperty("zero_shot_prompt_ko", recipe.prompts().of(AnswerForm.CHOICE, "ko"));
    }
    json.addProperty("max_new_tokens", maxNewTokens);
    json.addProperty("temperature", ClassConfidence.DEFAULT_TEMPERATURE);
    Files.writeString(folder.resolve(Profile.FILE_NAME), GSON.toJson(json) + "\n");
  }

  private static JsonArray labels(LabelSet set) {
    JsonArray labels = new JsonArray();
    for (LabelName label : set.labels()) {
      JsonObject json = new JsonObject();
      json.addProperty("id_code", label.idCode());
      json.addProperty("name_en", label.english());
      json.addProperty("name_ko", label.korean());
      labels.add(json);
    }
    return labels;
  }

  private static JsonArray fields(Recipe recipe) {
    JsonArray fields = new JsonArray();
    for (String field : recipe.answers().fields()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", field);
      fields.add(json);
    }
    return fields;
  }
}
