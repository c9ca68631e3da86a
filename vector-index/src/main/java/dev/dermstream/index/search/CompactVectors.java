package dev.dermstream.index.search;

import java.io.IOException;
import org.apache.lucene.index.FloatVectorValues;

/**
 * All vectors of an index in few bits, in native memory. Thread-safe; closing it frees the memory.
 */
sealed interface CompactVectors extends AutoCloseable permits QuantizedVectors, TwoBitVectors {
  /** Makes them. */
  @FunctionalInterface
  interface Maker {
    /** Of all vectors. */
    CompactVectors of(FloatVectorValues vectors) throws IOException;
  }

  /** One query's scores. Not thread-safe. */
  @FunctionalInterface
  interface Scorer {
    /**
     * Scores vectors: their dot products, but for an error and a term that is the same for all.
     *
     * @param ordinals of the vectors, the first {@code count} of them
     * @param scores where they go
     */
    void score(int[] ordinals, int count, float[] scores);
  }

  /** Prepares a query {@code [dimension]} of length one. */
  Scorer scorer(float[] unit);

  /** Number of vectors. */
  int count();

  /** Native memory. */
  long bytesOffHeap();

  @Override
  void close();
}
