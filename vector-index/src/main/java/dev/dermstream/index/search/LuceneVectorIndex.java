package dev.dermstream.index.search;

import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.MMapDirectory;

/**
 * Approximate nearest neighbours by cosine over a read-only Lucene HNSW index. Thread-safe; whoever
 * opened it closes it when no search runs any more. Searches touch no disk once the files are
 * mapped and read ahead, which opening does.
 */
public final class LuceneVectorIndex implements AutoCloseable {
  /** Candidates that a search keeps at least, whatever is asked: recall at small k rests on it. */
  private static final int LEAST_CANDIDATES = 100;

  private final MMapDirectory directory;
  private final DirectoryReader reader;
  private final LeafReader segment;
  private final int dimension;
  private final List<Row> rows;

  private record Row(int row, String identifier, int idCode) {}

  private LuceneVectorIndex(
      MMapDirectory directory,
      DirectoryReader reader,
      LeafReader segment,
      int dimension,
      List<Row> rows) {
    this.directory = directory;
    this.reader = reader;
    this.segment = segment;
    this.dimension = dimension;
    this.rows = rows;
  }

  /**
   * Opens an index that {@link LuceneVectorWriter} wrote.
   *
   * @throws IOException if the folder holds no such index; the message names it
   */
  public static LuceneVectorIndex open(Path path) throws IOException {
    MMapDirectory directory = new MMapDirectory(path);
    directory.setPreload(MMapDirectory.ALL_FILES);
    try {
      DirectoryReader reader = DirectoryReader.open(directory);
      try {
        return open(directory, reader);
      } catch (IOException | RuntimeException e) {
        reader.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw new IOException(path + ": not a readable vector index: " + e.getMessage(), e);
    }
  }

  private static LuceneVectorIndex open(MMapDirectory directory, DirectoryReader reader)
      throws IOException {
    if (reader.leaves().size() != 1 || reader.hasDeletions()) {
      throw new IOException("it is not one whole segment");
    }
    LeafReader segment = reader.leaves().getFirst().reader();
    FloatVectorValues vectors = segment.getFloatVectorValues(LuceneVectorWriter.VECTOR);
    if (vectors == null || vectors.size() != segment.maxDoc()) {
      throw new IOException("vectors are missing");
    }
    segment.checkIntegrity();
    return new LuceneVectorIndex(directory, reader, segment, vectors.dimension(), rows(segment));
  }

  private static List<Row> rows(LeafReader segment) throws IOException {
    NumericDocValues numbers = DocValues.getNumeric(segment, LuceneVectorWriter.ROW);
    NumericDocValues idCodes = DocValues.getNumeric(segment, LuceneVectorWriter.ID_CODE);
    BinaryDocValues identifiers = DocValues.getBinary(segment, LuceneVectorWriter.IDENTIFIER);
    List<Row> rows = new ArrayList<>(segment.maxDoc());
    for (int doc = 0; doc < segment.maxDoc(); doc++) {
      if (!numbers.advanceExact(doc)
          || !idCodes.advanceExact(doc)
          || !identifiers.advanceExact(doc)) {
        throw new IOException("document " + doc + " lacks its row, class or identifier");
      }
      rows.add(
          new Row(
              Math.toIntExact(numbers.longValue()),
              identifiers.binaryValue().utf8ToString(),
              Math.toIntExact(idCodes.longValue())));
    }
    return List.copyOf(rows);
  }

  /** What the writer stamped the index with; empty if nothing. */
  public String stamp() throws IOException {
    return reader.getIndexCommit().getUserData().getOrDefault(LuceneVectorWriter.STAMP, "");
  }

  /**
   * Every vector as it was written, {@code [count, dimension]} by row, row-major.
   *
   * @throws IOException if the rows are not 0 to count - 1
   */
  public float[] vectors() throws IOException {
    float[] all = new float[Math.multiplyExact(count(), dimension)];
    FloatVectorValues values = segment.getFloatVectorValues(LuceneVectorWriter.VECTOR);
    for (int doc = 0; doc < count(); doc++) {
      int row = rows.get(doc).row();
      if (row < 0 || row >= count()) {
        throw new IOException("document %d is of row %d".formatted(doc, row));
      }
      // Every document has a vector, so that its number is the vector's.
      System.arraycopy(values.vectorValue(doc), 0, all, row * dimension, dimension);
    }
    return all;
  }

  /** The class of every vector by row. */
  public int[] idCodesByRow() {
    int[] codes = new int[count()];
    rows.forEach(row -> codes[row.row()] = row.idCode());
    return codes;
  }

  /** The identifier of every vector by row. */
  public List<String> identifiersByRow() {
    return rows.stream().sorted(Comparator.comparingInt(Row::row)).map(Row::identifier).toList();
  }

  /** The classes of the vectors. */
  public Set<Integer> idCodes() {
    return rows.stream().map(Row::idCode).collect(Collectors.toUnmodifiableSet());
  }

  /** Number of vectors. */
  public int count() {
    return rows.size();
  }

  /** Values of a vector. */
  public int dimension() {
    return dimension;
  }

  /**
   * The training vectors of largest cosine, best first; fewer than {@code k} only if the index
   * holds fewer.
   *
   * @param query {@code [dimension]} of length one
   * @param k 0 or more
   */
  public List<Neighbor> search(float[] query, int k) throws IOException {
    int wanted = Math.min(k, count());
    if (wanted == 0) {
      return List.of();
    }
    float[] unit = UnitVectors.unit(query, dimension);
    TopDocs found =
        segment.searchNearestVectors(
            LuceneVectorWriter.VECTOR,
            unit,
            Math.min(count(), Math.max(2 * wanted, LEAST_CANDIDATES)),
            AcceptDocs.fromLiveDocs(null, segment.maxDoc()),
            Integer.MAX_VALUE);
    List<Neighbor> neighbors = new ArrayList<>(wanted);
    for (int i = 0; i < Math.min(wanted, found.scoreDocs.length); i++) {
      neighbors.add(neighbor(found.scoreDocs[i]));
    }
    return neighbors;
  }

  private Neighbor neighbor(ScoreDoc hit) {
    Row row = rows.get(hit.doc);
    // Lucene's score of a dot product is (1 + dot) / 2.
    double cosine = Math.clamp(2.0 * hit.score - 1, -1.0, 1.0);
    return new Neighbor(row.row(), row.identifier(), row.idCode(), cosine);
  }

  @Override
  public void close() throws IOException {
    try (directory;
        reader) {
      // Closed in reverse order.
    }
  }
}
