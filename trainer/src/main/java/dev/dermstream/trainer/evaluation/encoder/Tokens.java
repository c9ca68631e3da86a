package dev.dermstream.trainer.evaluation.encoder;

/**
 * The tokens of a text.
 *
 * @param ids {@code [tokens]}
 * @param special {@code [tokens]} whether each was added by the tokenizer, as {@code [CLS]} is
 * @param cut whether the text was longer than the model takes
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read often, compared nowhere
public record Tokens(long[] ids, boolean[] special, boolean cut) {
  public Tokens {
    if (ids.length != special.length) {
      throw new IllegalArgumentException(
          "%d tokens, %d of which are known".formatted(ids.length, special.length));
    }
  }

  /** Number of tokens. */
  public int length() {
    return ids.length;
  }

  /** Whether any token is of the text itself. */
  public boolean holdText() {
    for (boolean each : special) {
      if (!each) {
        return true;
      }
    }
    return false;
  }
}
