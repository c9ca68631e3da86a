package dev.dermstream.trainer.recipe.data;

import java.util.Arrays;

/**
 * One prompt and its answer as token ids.
 *
 * @param ids prompt, answer and the token that ends it; not copied, must not be changed
 * @param answerStart index of the answer's first token
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read often, compared nowhere
public record TokenSequence(int[] ids, int answerStart) {
  /** Label of a position that takes no part in the loss. */
  public static final long IGNORED = -100;

  public TokenSequence {
    if (answerStart < 1 || answerStart >= ids.length) {
      throw new IllegalArgumentException(
          "an answer from %d does not lie in %d tokens".formatted(answerStart, ids.length));
    }
  }

  /** Joins a prompt and an answer that already ends. */
  public static TokenSequence of(int[] prompt, int[] answer) {
    int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length);
    System.arraycopy(answer, 0, ids, prompt.length, answer.length);
    return new TokenSequence(ids, prompt.length);
  }

  /** Number of tokens. */
  public int length() {
    return ids.length;
  }
}
