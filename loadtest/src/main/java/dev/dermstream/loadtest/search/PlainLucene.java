package dev.dermstream.loadtest.search;

import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.FSDirectory;

/** Lucene as it comes: its default codec, its query, its searcher; merged into one segment. */
final class PlainLucene implements Contestant {
  private static final String VECTOR = "vector";
  private static final String ROW = "row";

  private final FSDirectory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final int[] rows;

  /** Opens what {@link #write} wrote. */
  PlainLucene(Path folder) throws IOException {
    directory = FSDirectory.open(folder);
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
    rows = new int[reader.maxDoc()];
    NumericDocValues numbers = reader.leaves().getFirst().reader().getNumericDocValues(ROW);
    for (int doc = 0; doc < rows.length; doc++) {
      if (!numbers.advanceExact(doc)) {
        throw new IOException("document " + doc + " has no row");
      }
      rows[doc] = Math.toIntExact(numbers.longValue());
    }
  }

  static void write(UnitVectors base, Path folder) throws IOException {
    try (FSDirectory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (int row = 0; row < base.count(); row++) {
        Document document = new Document();
        document.add(
            new KnnFloatVectorField(VECTOR, base.row(row), VectorSimilarityFunction.DOT_PRODUCT));
        document.add(new NumericDocValuesField(ROW, row));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
      writer.commit();
    }
  }

  @Override
  public String name() {
    return "Lucene as it comes";
  }

  @Override
  public int[] search(float[] query, int k, int candidates) throws IOException {
    TopDocs found =
        searcher.search(new KnnFloatVectorQuery(VECTOR, query, Math.max(k, candidates)), k);
    int[] result = new int[found.scoreDocs.length];
    for (int i = 0; i < result.length; i++) {
      ScoreDoc hit = found.scoreDocs[i];
      result[i] = rows[hit.doc];
    }
    return result;
  }

  @Override
  public long bytesOffHeap() throws IOException {
    return Folder.bytes(directory.getDirectory());
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
