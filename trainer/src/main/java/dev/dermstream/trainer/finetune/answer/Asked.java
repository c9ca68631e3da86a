package dev.dermstream.trainer.finetune.answer;

import dev.dermstream.trainer.finetune.data.Picture;
import dev.dermstream.trainer.finetune.recipe.AnswerForm;
import java.util.List;

/**
 * A prompt about a picture of the test side.
 *
 * @param language of prompt and answer
 * @param reference what a free answer is held against; empty where the form has several
 * @param distractors wrong answers, where known
 */
record Asked(
    Picture picture,
    AnswerForm form,
    String language,
    String prompt,
    String reference,
    List<String> distractors) {
  Asked {
    distractors = List.copyOf(distractors);
  }
}
