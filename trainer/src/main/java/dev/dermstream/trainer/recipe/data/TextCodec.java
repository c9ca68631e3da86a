package dev.dermstream.trainer.recipe.data;

/** Text to token ids and back, as {@code tokenizer.json} of the release does it. Thread-safe. */
public interface TextCodec {
  /** Ids of a text; special tokens written in it become their ids, none is added. */
  int[] encode(String text);

  /** The text of ids, special tokens left out. */
  String decode(int[] ids);

  /**
   * Id of a special token.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  int idOf(String token);

  /** Number of ids. */
  int size();
}
