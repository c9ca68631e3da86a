package dev.dermstream.node.engine;

/**
 * Texts in the making, one for each row, that read their next tokens in one run of the engine:
 * holds their key/value caches in engine memory until closed. Rows join and leave between runs.
 * Confined to the thread that began it.
 */
public interface Decoding extends AutoCloseable {
  /** Rows, at least 1 until this is closed. */
  int rows();

  /**
   * Every row reads on by as many tokens.
   *
   * @param embeddings {@code [rows, tokens, hidden]} of what follows that read so far
   * @return logits after each of these tokens, or after the last alone if that is all the export
   *     gives
   */
  Logits read(float[] embeddings, int tokens);

  /**
   * Every row reads one token.
   *
   * @param ids {@code [rows]}
   */
  Logits next(long[] ids);

  /**
   * Lets rows leave and their memory go.
   *
   * @param keep numbers of the rows that stay, at least one, in their new order
   */
  void keep(int[] keep);

  /**
   * Lets rows leave and others join behind those that stay.
   *
   * @param keep numbers of the rows that stay, may be none
   * @param others of the same decoder; closed here, also by a failure
   */
  void join(int[] keep, Decoding others);

  /**
   * A copy of what a row holds of the first tokens it read.
   *
   * @param tokens at most those read
   */
  KeyValues keyValues(int row, int tokens);

  @Override
  void close();
}
