package dev.dermstream.trainer.evaluation.encoder;

import java.io.IOException;
import java.util.List;

/**
 * A model that embeds the tokens of texts in their context. Figures that were computed with
 * different encoders cannot be compared, so each names its own. Not thread-safe; to be closed.
 */
public interface TextEncoder extends AutoCloseable {
  /**
   * Which model it is.
   *
   * @param name for a person
   * @param sha256 of what determines its embeddings, in hexadecimal
   */
  record Identity(String name, String sha256) {}

  /** Which model it is. */
  Identity identity();

  /** Tokens of a text, cut at the longest that the model takes; may be none. */
  Tokens tokens(String text);

  /**
   * Embeds texts, in batches as the model likes them.
   *
   * @param texts any number, each with at least one token
   * @return of each text
   * @throws IOException if the model does not run
   */
  List<TokenEmbeddings> embed(List<Tokens> texts) throws IOException;

  @Override
  void close();
}
