package dev.dermstream.node.engine;

/** The language side of a model. Thread-safe; closed after its last decoding. */
public interface TextDecoder extends AutoCloseable {
  /** Embeddings of tokens, {@code [ids, hidden]} row-major. */
  float[] embed(long[] ids);

  /**
   * Begins a text with an empty key/value cache.
   *
   * @param adapterId row of the stacked adapters, 0 for the base model
   * @throws IllegalArgumentException if the model has no such adapter
   */
  Decoding begin(int adapterId);

  /** Rows of the stacked adapters, the base model included; at least 1. */
  int adapters();

  @Override
  void close();
}
