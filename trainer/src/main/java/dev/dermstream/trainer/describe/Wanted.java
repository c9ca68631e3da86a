package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.knowledge.TextLanguage;

/**
 * What a row is to be given in one language.
 *
 * @param description whether it needs one
 * @param questions how many, 0 to 6
 * @param distractors wrong answers for each question, 0 to 9
 */
public record Wanted(boolean description, int questions, int distractors) {
  /** What the composer always has at hand: four facts of the class, diagnosis and findings. */
  private static final int MOST_QUESTIONS = 6;

  private static final int MOST_DISTRACTORS = 9;

  /**
   * @throws IllegalArgumentException if a number is not as said
   */
  public Wanted {
    if (questions < 0 || questions > MOST_QUESTIONS) {
      throw new IllegalArgumentException("questions: give 0 to " + MOST_QUESTIONS);
    }
    if (distractors < 0 || distractors > MOST_DISTRACTORS) {
      throw new IllegalArgumentException("distractors: give 0 to " + MOST_DISTRACTORS);
    }
  }

  /** What of it a row does not have yet. */
  Wanted missingIn(ManifestRow row, TextLanguage language) {
    long asked =
        row.questions().stream().filter(pair -> pair.language().equals(language.tag())).count();
    return new Wanted(
        description && !row.descriptions().containsKey(language.tag()),
        (int) Math.max(0, questions - asked),
        distractors);
  }

  boolean isNothing() {
    return !description && questions == 0;
  }

  /** How many questions are about the class: a third, and one at least. */
  int general() {
    return questions == 0 ? 0 : Math.max(1, questions / 3);
  }
}
