package dev.dermstream.index.search;

import java.io.IOException;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's float32 graph (Malkov, Yashunin: Efficient and robust approximate nearest neighbor
 * search using Hierarchical Navigable Small World graphs, 2018; M = maxConn, efConstruction =
 * beamWidth) without Lucene's limit of 1,024 dimensions: the larger vision encoders give 1,152 and
 * more. It writes and is read under the name of Lucene's own format.
 */
final class HnswFormat extends KnnVectorsFormat {
  private static final int MAX_CONN = 16;
  private static final int BEAM_WIDTH = 200;
  private static final int MAX_DIMENSION = 16_384;

  private final KnnVectorsFormat lucene = new Lucene99HnswVectorsFormat(MAX_CONN, BEAM_WIDTH);

  HnswFormat() {
    super("Lucene99HnswVectorsFormat");
  }

  /** Lucene's codec with this format for vectors. */
  static Codec codec() {
    HnswFormat format = new HnswFormat();
    return new Lucene104Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
      }
    };
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return lucene.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return lucene.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String field) {
    return MAX_DIMENSION;
  }
}
