package dev.dermstream.node.generate;

/**
 * Holds one text to its output form, token by token. Confined to one thread at a time; made anew
 * for every text.
 */
public interface TokenGuide {
  /**
   * Sets the score of every token that must not come next to negative infinity. At least one token
   * stays: an end token where the form is complete.
   *
   * @param logits {@code [vocabSize]}, changed in place
   * @param remainingTokens tokens that the text may still have, this one included and the end token
   *     not; as it runs out, only tokens on a way to a complete form stay
   */
  void mask(float[] logits, int remainingTokens);

  /** Takes the token that was chosen; never an end token. */
  void accept(int token);
}
