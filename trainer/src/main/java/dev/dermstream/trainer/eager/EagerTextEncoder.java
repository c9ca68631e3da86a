package dev.dermstream.trainer.eager;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import dev.dermstream.trainer.evaluation.encoder.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The decoder of an eager model as an encoder of texts: its normed hidden states, one text at a
 * time. The same embeddings as those of the exported graph, for a process that trains. Closing it
 * closes nothing: model and manager are the caller's.
 */
public final class EagerTextEncoder implements TextEncoder {
  private final Identity identity;
  private final EagerModel model;
  private final NDManager manager;
  private final int longest;
  private final Function<String, int[]> tokenizer;

  /**
   * An encoder.
   *
   * @param manager in whose sub-managers texts are run
   * @param longest tokens that the model takes
   * @param tokenizer ids of a text, none of them special
   */
  public EagerTextEncoder(
      Identity identity,
      EagerModel model,
      NDManager manager,
      int longest,
      Function<String, int[]> tokenizer) {
    this.identity = identity;
    this.model = model;
    this.manager = manager;
    this.longest = longest;
    this.tokenizer = tokenizer;
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public Tokens tokens(String text) {
    long[] ids = Arrays.stream(tokenizer.apply(text)).asLongStream().toArray();
    long[] kept = ids.length > longest ? Arrays.copyOf(ids, longest) : ids;
    return new Tokens(kept, new boolean[kept.length], kept.length < ids.length);
  }

  @Override
  public List<TokenEmbeddings> embed(List<Tokens> texts) {
    List<TokenEmbeddings> embeddings = new ArrayList<>();
    for (Tokens text : texts) {
      long[] mask = new long[text.length()];
      Arrays.fill(mask, 1);
      try (NDManager run = manager.newSubManager()) {
        NDArray states =
            model.hiddenStates(model.tokenEmbeds(run, text.ids()), new long[][] {mask});
        int dimension = Math.toIntExact(states.getShape().get(2));
        embeddings.add(new TokenEmbeddings(text, states.toFloatArray(), dimension));
      }
    }
    return embeddings;
  }

  @Override
  public void close() {}
}
