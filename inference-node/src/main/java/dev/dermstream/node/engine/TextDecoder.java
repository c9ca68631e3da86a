package dev.dermstream.node.engine;

import java.util.List;

/** The language side of a model. Thread-safe; closed after its last decoding. */
public interface TextDecoder extends AutoCloseable {
  /** Embeddings of tokens, {@code [ids, hidden]} row-major. */
  float[] embed(long[] ids);

  /**
   * Begins texts, one for each row, with an empty key/value cache.
   *
   * @param adapterIds rows of the stacked adapters, 0 for the base model; at least one
   * @throws IllegalArgumentException if the model has no such adapter
   */
  Decoding begin(int... adapterIds);

  /**
   * Begins texts that have read something already.
   *
   * @param prefixes what each row has read, under the same adapter; of equal numbers of tokens
   * @throws IllegalArgumentException if the model has no such adapter, or the numbers differ
   */
  Decoding resume(int[] adapterIds, List<KeyValues> prefixes);

  /** Rows of the stacked adapters, the base model included; at least 1. */
  int adapters();

  /**
   * Whether rows of a decoding may differ in what they have read. False for an export that takes no
   * positions: it may count them by columns, in which a row's padding stands.
   */
  boolean takesUnequalRows();

  /** Bytes of one token of one row in the key/value cache. */
  long tokenBytes();

  /** Bytes of engine memory that the caches of all open decodings hold now. */
  long heldBytes();

  @Override
  void close();
}
