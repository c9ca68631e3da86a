package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.dataset.QuestionAnswer;
import java.util.List;
import java.util.Optional;

/** What became of a row's texts in one language. */
public sealed interface Written {
  /**
   * Texts that can be used.
   *
   * @param description if one was wanted
   * @param questions as many as were wanted
   */
  record Texts(Optional<String> description, List<QuestionAnswer> questions) implements Written {
    public Texts {
      questions = List.copyOf(questions);
    }
  }

  /**
   * None.
   *
   * @param reason as the end of a sentence about the row
   */
  record Missing(String reason) implements Written {}
}
