package dev.dermstream.index.search;

import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.apache.lucene.util.BytesRef;

/**
 * Writes one segment, by one thread and in row order, so that equal input gives an equal graph;
 * only the random segment ids that Lucene puts into its files differ.
 */
public final class LuceneVectorWriter {
  static final String VECTOR = "embedding";
  static final String IDENTIFIER = "identifier";
  static final String ID_CODE = "id_code";
  static final String ROW = "row";
  static final String MODALITY = "modality";
  static final String SITE = "site";
  static final String STAMP = "stamp";

  private static final double RAM_BUFFER_MEBIBYTES = 512;

  private LuceneVectorWriter() {}

  /** Writes an index of images of which nothing but names and classes is known. */
  public static void write(
      Path directory, UnitVectors vectors, int[] idCodes, List<String> identifiers, String stamp)
      throws IOException {
    write(
        directory,
        vectors,
        idCodes,
        identifiers,
        Collections.nCopies(vectors.count(), ImageAttributes.UNKNOWN),
        stamp);
  }

  /**
   * Writes an index into an empty folder.
   *
   * @param idCodes {@code [n]} class of every vector
   * @param identifiers {@code [n]} name of every vector's image
   * @param attributes {@code [n]} of every vector's image
   * @param stamp stored with the index, read back by {@link LuceneVectorIndex#stamp}
   */
  public static void write(
      Path directory,
      UnitVectors vectors,
      int[] idCodes,
      List<String> identifiers,
      List<ImageAttributes> attributes,
      String stamp)
      throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setCodec(HnswFormat.codec())
            .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
            .setRAMBufferSizeMB(RAM_BUFFER_MEBIBYTES)
            .setMergePolicy(new LogByteSizeMergePolicy())
            .setMergeScheduler(new SerialMergeScheduler())
            .setUseCompoundFile(false);
    // No lock file may stay behind in a snapshot, and nobody else knows this folder yet.
    try (FSDirectory files = FSDirectory.open(directory, NoLockFactory.INSTANCE);
        IndexWriter writer = new IndexWriter(files, config)) {
      for (int row = 0; row < vectors.count(); row++) {
        writer.addDocument(
            document(
                vectors.row(row),
                new Row(row, identifiers.get(row), idCodes[row], attributes.get(row))));
      }
      writer.forceMerge(1);
      writer.setLiveCommitData(Map.of(STAMP, stamp).entrySet());
      writer.commit();
    }
  }

  /** Stamps an index that was written with another stamp. */
  public static void stamp(Path directory, String stamp) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setCodec(HnswFormat.codec())
            .setOpenMode(IndexWriterConfig.OpenMode.APPEND)
            .setMergePolicy(NoMergePolicy.INSTANCE);
    try (FSDirectory files = FSDirectory.open(directory, NoLockFactory.INSTANCE);
        IndexWriter writer = new IndexWriter(files, config)) {
      writer.setLiveCommitData(Map.of(STAMP, stamp).entrySet());
      writer.commit();
    }
  }

  /** A vector {@code [dimension]} of length one with what is kept beside it. */
  static Document document(float[] vector, Row row) {
    Document document = new Document();
    document.add(
        new KnnFloatVectorField(
            VECTOR,
            vector,
            KnnFloatVectorField.createFieldType(
                vector.length, VectorSimilarityFunction.DOT_PRODUCT)));
    document.add(new NumericDocValuesField(ROW, row.row()));
    document.add(new NumericDocValuesField(ID_CODE, row.idCode()));
    document.add(new BinaryDocValuesField(IDENTIFIER, new BytesRef(row.identifier())));
    addText(document, MODALITY, row.attributes().modality());
    addText(document, SITE, row.attributes().site());
    return document;
  }

  private static void addText(Document document, String field, String text) {
    if (!text.isEmpty()) {
      document.add(new BinaryDocValuesField(field, new BytesRef(text)));
    }
  }
}
