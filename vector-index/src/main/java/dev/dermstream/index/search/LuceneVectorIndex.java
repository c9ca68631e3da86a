package dev.dermstream.index.search;

import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Approximate nearest neighbours by cosine over a read-only Lucene HNSW index. Thread-safe; whoever
 * opened it closes it when no search runs any more. Searches touch no disk once the files are
 * mapped and read ahead, which opening does.
 */
public final class LuceneVectorIndex implements AutoCloseable {
  /**
   * Candidates that a search keeps at least, whatever is asked: recall at small k rests on it. 20
   * are enough where vectors lie in clusters; where they fill a space of 24 directions evenly, 60
   * of 10,000 find 0.99 of the ten nearest and 80 find 0.998.
   */
  private static final int LEAST_CANDIDATES = 80;

  private final MMapDirectory directory;
  private final DirectoryReader reader;
  private final VectorSearch search;
  private final int dimension;
  private final List<Row> rows;
  private final AttributeRows modalities;
  private final AttributeRows sites;

  private LuceneVectorIndex(
      MMapDirectory directory,
      DirectoryReader reader,
      VectorSearch search,
      int dimension,
      List<Row> rows) {
    this.directory = directory;
    this.reader = reader;
    this.search = search;
    this.dimension = dimension;
    this.rows = rows;
    modalities =
        new AttributeRows(
            "modality", rows.stream().map(row -> row.attributes().modality()).toList());
    sites = new AttributeRows("site", rows.stream().map(row -> row.attributes().site()).toList());
  }

  /** Opens an index at {@link Precision#DEFAULT}. */
  public static LuceneVectorIndex open(Path path) throws IOException {
    return open(path, Precision.DEFAULT);
  }

  /**
   * Opens an index that {@link LuceneVectorWriter} wrote.
   *
   * @throws IOException if the folder holds no such index; the message names it
   */
  public static LuceneVectorIndex open(Path path, Precision precision) throws IOException {
    MMapDirectory directory = new MMapDirectory(path);
    directory.setPreload(MMapDirectory.ALL_FILES);
    try {
      DirectoryReader reader = DirectoryReader.open(directory);
      try {
        return open(directory, reader, precision);
      } catch (IOException | RuntimeException e) {
        reader.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw new IOException(path + ": not a readable vector index: " + e.getMessage(), e);
    }
  }

  private static LuceneVectorIndex open(
      MMapDirectory directory, DirectoryReader reader, Precision precision) throws IOException {
    if (reader.leaves().size() != 1 || reader.hasDeletions()) {
      throw new IOException("it is not one whole segment");
    }
    LeafReader segment = reader.leaves().getFirst().reader();
    FloatVectorValues vectors = segment.getFloatVectorValues(LuceneVectorWriter.VECTOR);
    if (vectors == null || vectors.size() != segment.maxDoc()) {
      throw new IOException("vectors are missing");
    }
    segment.checkIntegrity();
    List<Row> rows = Row.readAll(segment);
    return new LuceneVectorIndex(
        directory, reader, search(segment, precision), vectors.dimension(), rows);
  }

  private static VectorSearch search(LeafReader segment, Precision precision) throws IOException {
    return switch (precision) {
      case FLOAT32 -> new LuceneSearch(segment, LuceneVectorWriter.VECTOR);
      case INT7 -> walk(segment, LuceneVectorIndex::sevenBits);
      case INT4 -> walk(segment, vectors -> QuantizedVectors.of(new FourBits(), vectors));
      case INT2 ->
          walk(
              segment,
              vectors ->
                  vectors.dimension() < TwoBitVectors.LEAST_DIMENSION
                      ? sevenBits(vectors)
                      : TwoBitVectors.of(vectors));
    };
  }

  private static CompactVectors sevenBits(FloatVectorValues vectors) throws IOException {
    return QuantizedVectors.of(new SevenBits(), vectors);
  }

  private static VectorSearch walk(LeafReader segment, CompactVectors.Maker vectors)
      throws IOException {
    return QuantizedSearch.open(segment, LuceneVectorWriter.VECTOR, vectors);
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
    FloatVectorValues values =
        reader.leaves().getFirst().reader().getFloatVectorValues(LuceneVectorWriter.VECTOR);
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
    return byRow().mapToInt(Row::idCode).toArray();
  }

  /** The identifier of every vector by row. */
  public List<String> identifiersByRow() {
    return byRow().map(Row::identifier).toList();
  }

  /** What is known of every vector's image, by row. */
  public List<ImageAttributes> attributesByRow() {
    return byRow().map(Row::attributes).toList();
  }

  private Stream<Row> byRow() {
    return rows.stream().sorted(Comparator.comparingInt(Row::row));
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

  /** Native memory beside the mapped files. */
  public long bytesOffHeap() {
    return search.bytesOffHeap();
  }

  /** As {@link #search(float[], int, SearchFilter)}, of all training vectors. */
  public List<Neighbor> search(float[] query, int k) throws IOException {
    return search(query, k, SearchFilter.NONE);
  }

  /**
   * The training vectors of largest cosine, best first; fewer than {@code k} only if the filter
   * leaves fewer.
   *
   * @param query {@code [dimension]} of length one
   * @param k 0 or more
   * @throws IllegalArgumentException if the query is no such vector, or {@link #requireKnown}
   */
  public List<Neighbor> search(float[] query, int k, SearchFilter filter) throws IOException {
    return search(query, k, Math.max(2 * Math.min(k, count()), LEAST_CANDIDATES), filter);
  }

  /**
   * As {@link #search(float[], int, SearchFilter)}, with the number of candidates that the search
   * keeps on its way: more find more and take longer.
   */
  public List<Neighbor> search(float[] query, int k, int candidates, SearchFilter filter)
      throws IOException {
    FixedBitSet accepted = accepted(filter);
    int wanted = Math.min(k, accepted == null ? count() : accepted.cardinality());
    if (wanted == 0) {
      return List.of();
    }
    float[] unit = UnitVectors.unit(query, dimension);
    ScoreDoc[] found =
        search.nearest(unit, wanted, Math.clamp(candidates, wanted, count()), accepted);
    return Arrays.stream(found).map(this::neighbor).toList();
  }

  /**
   * Checks that every value of a filter is one that a training image has.
   *
   * @throws IllegalArgumentException if not; the message continues a sentence that begins with the
   *     filter's name
   */
  public void requireKnown(SearchFilter filter) {
    modalities.any(filter.modalities());
    sites.any(filter.sites());
  }

  /** Null: all documents. */
  private @Nullable FixedBitSet accepted(SearchFilter filter) {
    if (filter.modalities().isEmpty()) {
      return filter.sites().isEmpty() ? null : sites.any(filter.sites());
    }
    FixedBitSet accepted = modalities.any(filter.modalities());
    if (!filter.sites().isEmpty()) {
      accepted.and(sites.any(filter.sites()));
    }
    return accepted;
  }

  private Neighbor neighbor(ScoreDoc hit) {
    Row row = rows.get(hit.doc);
    // Lucene's score of a dot product is (1 + dot) / 2.
    double cosine = Math.clamp(2.0 * hit.score - 1, -1.0, 1.0);
    return new Neighbor(row.row(), row.identifier(), row.idCode(), row.attributes(), cosine);
  }

  @Override
  public void close() throws IOException {
    try (directory;
        reader;
        search) {
      // Closed in reverse order.
    }
  }
}
