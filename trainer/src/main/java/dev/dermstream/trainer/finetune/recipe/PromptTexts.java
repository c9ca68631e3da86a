package dev.dermstream.trainer.finetune.recipe;

import java.util.Map;
import java.util.Objects;

/**
 * What the model is asked with, by form and language.
 *
 * @param texts by {@code FORM-LANGUAGE}, for example {@code report-en}
 */
public record PromptTexts(Map<String, String> texts) {
  /** The place of the labels in the prompt of a choice. */
  public static final String LABELS_PLACE = "{labels}";

  public PromptTexts {
    texts = Map.copyOf(texts);
  }

  /**
   * The prompt of a form that has one of its own: all but the questions.
   *
   * @param language {@code en} or {@code ko}
   */
  public String of(AnswerForm form, String language) {
    return Objects.requireNonNull(texts.get(key(form, language)), "every form has its prompts");
  }

  static String key(AnswerForm form, String language) {
    return RecipeReader.word(form) + "-" + language;
  }
}
