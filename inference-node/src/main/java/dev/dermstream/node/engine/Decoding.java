package dev.dermstream.node.engine;

/**
 * One text in the making: holds its key/value cache in engine memory until closed. Confined to one
 * thread at a time.
 */
public interface Decoding extends AutoCloseable {
  /**
   * Reads on.
   *
   * @param embeddings {@code [tokens, hidden]} of the tokens that follow those read so far
   * @return logits after each of these tokens, or after the last alone if that is all the export
   *     gives
   */
  Logits next(float[] embeddings, int tokens);

  @Override
  void close();
}
