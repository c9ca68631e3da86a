package dev.dermstream.index.search;

import java.io.IOException;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/** How the documents nearest to a query are found. Thread-safe. */
interface VectorSearch extends AutoCloseable {
  /**
   * The nearest documents, best first, with Lucene's exact score of a dot product, (1 + dot) / 2.
   *
   * @param unit {@code [dimension]} of length one
   * @param wanted most documents to return, 1 to the number of documents
   * @param candidates what is kept on the way, {@code wanted} to the number of documents
   * @param accepted the documents that may be returned, at least {@code wanted}; null: all
   */
  ScoreDoc[] nearest(float[] unit, int wanted, int candidates, @Nullable FixedBitSet accepted)
      throws IOException;

  /** Native memory beside Lucene's mapped files. */
  long bytesOffHeap();

  @Override
  void close();
}
