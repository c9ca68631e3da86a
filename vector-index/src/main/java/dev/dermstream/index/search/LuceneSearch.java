package dev.dermstream.index.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/** Lucene's own search. */
final class LuceneSearch implements VectorSearch {
  private final LeafReader segment;
  private final String field;

  LuceneSearch(LeafReader segment, String field) {
    this.segment = segment;
    this.field = field;
  }

  @Override
  public ScoreDoc[] nearest(
      float[] unit, int wanted, int candidates, @Nullable FixedBitSet accepted) throws IOException {
    ScoreDoc[] found =
        segment.searchNearestVectors(
                field,
                unit,
                candidates,
                AcceptDocs.fromLiveDocs(accepted, segment.maxDoc()),
                Integer.MAX_VALUE)
            .scoreDocs;
    return Arrays.copyOf(found, Math.min(wanted, found.length));
  }

  @Override
  public long bytesOffHeap() {
    return 0;
  }

  @Override
  public void close() {
    // The segment is its reader's to close.
  }
}
