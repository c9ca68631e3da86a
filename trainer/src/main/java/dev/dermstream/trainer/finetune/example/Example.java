package dev.dermstream.trainer.finetune.example;

import dev.dermstream.trainer.finetune.recipe.AnswerForm;
import dev.dermstream.trainer.finetune.recipe.PromptTexts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One prompt about a picture and its right answer.
 *
 * @param picture its place among the pictures of its side
 * @param language of both, {@code en} or {@code ko}
 * @param prompt with {@link PromptTexts#LABELS_PLACE} where choices are listed
 * @param choices that the prompt lists, in any order; empty for the other forms
 */
public record Example(
    int picture,
    AnswerForm form,
    String language,
    String prompt,
    String answer,
    List<String> choices) {
  public Example {
    choices = List.copyOf(choices);
  }

  /** The prompt with its choices in random order. */
  public String prompt(RandomGenerator random) {
    if (choices.isEmpty()) {
      return prompt;
    }
    List<String> shuffled = new ArrayList<>(choices);
    Collections.shuffle(shuffled, random);
    return prompt.replace(PromptTexts.LABELS_PLACE, String.join(", ", shuffled));
  }

  /** Everything that is said of the picture. */
  public String words() {
    return prompt + "\n" + answer;
  }
}
