package dev.dermstream.trainer.finetune.example;

import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.base.BaseModel;
import dev.dermstream.trainer.finetune.data.Picture;
import dev.dermstream.trainer.recipe.data.Prompts;
import dev.dermstream.trainer.recipe.data.TextCodec;
import dev.dermstream.trainer.recipe.data.TokenSequence;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/** Prompts and answers as token ids of one base model. Thread-safe. */
public final class Sequences {
  private final TextCodec codec;
  private final int imageTokens;
  private final int longest;

  /**
   * Of a base.
   *
   * @param context most tokens of a sequence, if the base has as many positions
   */
  public Sequences(BaseModel base, int context) {
    this.codec = base.codec();
    this.imageTokens = base.config().imageTokens();
    this.longest = Math.min(context, base.config().text().maxPositions());
  }

  /** Most tokens of a sequence. */
  public int longest() {
    return longest;
  }

  /** The prompt's ids with the place of the image. */
  public int[] prompt(String text) {
    return codec.encode(Prompts.of(text, imageTokens));
  }

  /** The answer's ids with the token that ends it. */
  public int[] answer(String text) {
    return codec.encode(text + SpecialTokens.END_OF_UTTERANCE);
  }

  /** The ids of an answer that goes on. */
  public int[] beginning(String text) {
    return codec.encode(text);
  }

  /**
   * An example's ids.
   *
   * @param random orders its choices
   * @throws FineTuneException if they are too many
   */
  public TokenSequence of(Example example, List<Picture> pictures, RandomGenerator random)
      throws IOException {
    TokenSequence sequence =
        TokenSequence.of(prompt(example.prompt(random)), answer(example.answer()));
    if (sequence.length() > longest) {
      throw new FineTuneException(
          "an example of image %s has %d tokens, over the %d that recipe (context) and base allow"
              .formatted(
                  pictures.get(example.picture()).row().identifier(), sequence.length(), longest));
    }
    return sequence;
  }
}
