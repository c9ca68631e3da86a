package dev.dermstream.trainer.finetune.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.release.OutputForm;
import java.util.List;

/**
 * Everything that a run is made by, except data, base and seed. {@code recipes/defaults.conf} says
 * what each key means.
 *
 * @param name of the file
 * @param variant which settings of it these are
 * @param profile that the adapter serves
 * @param group of the publication's comparison; may be empty
 * @param baseBits 4 (NF4) or 32
 * @param context most tokens of an example
 * @param languages of prompts and answers, {@code en} and {@code ko}
 * @param labels in order of id code; empty if the data's classes are the labels
 * @param featureBytes most bytes of features that are kept
 * @param settings as read
 */
public record Recipe(
    String name,
    Variant variant,
    String profile,
    String group,
    int baseBits,
    int context,
    List<String> languages,
    List<LabelName> labels,
    DataSettings data,
    AnswerSettings answers,
    PromptTexts prompts,
    LoraSettings lora,
    TrainingSettings training,
    EvaluationSettings evaluation,
    TestSettings test,
    long featureBytes,
    Config settings) {
  public Recipe {
    languages = List.copyOf(languages);
    labels = List.copyOf(labels);
  }

  /** What the profile's model writes for a report. */
  public OutputForm outputForm() {
    if (answers.has(AnswerForm.REPORT)) {
      return OutputForm.XML_REPORT;
    }
    if (answers.has(AnswerForm.FIELDS)) {
      return OutputForm.JSON_RECORD;
    }
    return answers.forms().equals(List.of(AnswerForm.CLASS_NAME))
        ? OutputForm.LABEL
        : OutputForm.FREE_TEXT;
  }

  /** Every setting as used, in HOCON. */
  public String render() {
    ConfigRenderOptions options =
        ConfigRenderOptions.defaults().setOriginComments(false).setComments(false).setJson(false);
    return settings.withOnlyPath(RecipeReader.ROOT).root().render(options);
  }
}
