package dev.dermstream.index.snapshot;

import dev.dermstream.index.calibration.CalibratedAnswer;
import dev.dermstream.index.calibration.Calibration;
import dev.dermstream.index.calibration.NeighborThreshold;
import dev.dermstream.index.confidence.Centroids;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.search.LuceneVectorIndex;
import dev.dermstream.index.search.Neighbor;
import dev.dermstream.index.search.Precision;
import dev.dermstream.index.search.SearchFilter;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * An open snapshot, read-only. Thread-safe; whoever opened it closes it when no query runs any
 * more.
 */
public final class ClusterIndex implements AutoCloseable {
  static final String HNSW = "hnsw";

  private final Description description;
  private final Centroids centroids;
  private final LuceneVectorIndex vectors;
  private final Optional<ClusterPlan> plan;
  private final Optional<Calibration> calibration;

  private ClusterIndex(
      Description description,
      Centroids centroids,
      LuceneVectorIndex vectors,
      Optional<Calibration> calibration) {
    this.description = description;
    this.centroids = centroids;
    this.vectors = vectors;
    this.plan = ClusterPlan.of(centroids);
    this.calibration = calibration;
  }

  /**
   * Opens a snapshot and holds its parts against each other.
   *
   * @throws IOException if a part is missing, damaged or of another snapshot; the message names it
   */
  public static ClusterIndex open(Path directory) throws IOException {
    return open(directory, Precision.DEFAULT);
  }

  /** As {@link #open(Path)}, at a precision of the search for neighbours. */
  public static ClusterIndex open(Path directory, Precision precision) throws IOException {
    Description description = Description.read(directory);
    Centroids centroids = ClusterFile.read(directory, description);
    LuceneVectorIndex vectors = LuceneVectorIndex.open(directory.resolve(HNSW), precision);
    if (!vectors.stamp().equals(description.clustersSha256())
        || vectors.count() != description.count()
        || vectors.dimension() != description.dimension()) {
      vectors.close();
      throw new IOException(
          directory.resolve(HNSW) + ": is not the index that index.json was written for");
    }
    try {
      int[] idCodes = idCodes(centroids, vectors).stream().mapToInt(Integer::intValue).toArray();
      return new ClusterIndex(
          description, centroids, vectors, CalibrationFile.read(directory, description, idCodes));
    } catch (IOException | RuntimeException e) {
      vectors.close();
      throw e;
    }
  }

  public Description description() {
    return description;
  }

  /** What the index was built from, read back. */
  public TrainingSet trainingSet() throws IOException {
    return new TrainingSet(
        UnitVectors.stored(vectors.vectors(), description.dimension()),
        vectors.idCodesByRow(),
        vectors.identifiersByRow(),
        vectors.attributesByRow(),
        description.classCount());
  }

  /** The centroids of its clusters. */
  public Centroids centroids() {
    return centroids;
  }

  /** Where the clusters lie on a plane; empty where there are fewer than two. */
  public Optional<ClusterPlan> plan() {
    return plan;
  }

  /** What held-out images taught about its confidences; empty where nobody asked them. */
  public Optional<Calibration> calibration() {
    return calibration;
  }

  /** Every class that an answer may name, ascending. */
  public NavigableSet<Integer> idCodes() {
    return idCodes(centroids, vectors);
  }

  private static NavigableSet<Integer> idCodes(Centroids centroids, LuceneVectorIndex vectors) {
    NavigableSet<Integer> idCodes = new TreeSet<>(vectors.idCodes());
    Arrays.stream(centroids.clusterClass()).forEach(idCodes::add);
    return idCodes;
  }

  /**
   * Classifies one embedding.
   *
   * @param embedding {@code [dimension]}, L2-normalised
   * @param temperature T of the softmax, over 0
   * @param topClusters most clusters to name, 0 or more
   * @param topNeighbors most neighbours to name, 0 or more
   * @throws IllegalArgumentException if the embedding is of another dimension, not finite or not
   *     normalised; the message continues a sentence that begins with the embedding's name
   */
  public Classification classify(
      float[] embedding, double temperature, int topClusters, int topNeighbors) throws IOException {
    return classify(embedding, temperature, topClusters, topNeighbors, SearchFilter.NONE);
  }

  /**
   * As {@link #classify(float[], double, int, int)}, with neighbours of a part of the training
   * images. Confidence and clusters are of all of them.
   */
  public Classification classify(
      float[] embedding,
      double temperature,
      int topClusters,
      int topNeighbors,
      SearchFilter neighborFilter)
      throws IOException {
    float[] unit = UnitVectors.unit(embedding, description.dimension());
    double[] cosines = centroids.cosines(unit);
    ClassConfidence confidence =
        ClassConfidence.of(
            cosines, centroids.clusterClass(), description.classCount(), temperature);
    int looked = calibration.map(each -> each.distance().neighbor()).orElse(0);
    // Without a filter one search finds both those that are named and the one that is measured.
    boolean ofAll = neighborFilter.equals(SearchFilter.NONE);
    List<Neighbor> found = vectors.search(unit, ofAll ? Math.max(topNeighbors, looked) : looked);
    return new Classification(
        confidence,
        nearest(cosines, topClusters),
        ofAll
            ? found.subList(0, Math.min(topNeighbors, found.size()))
            : vectors.search(unit, topNeighbors, neighborFilter),
        calibration.map(each -> calibrated(each, confidence, found)));
  }

  private static CalibratedAnswer calibrated(
      Calibration calibration, ClassConfidence confidence, List<Neighbor> found) {
    return calibration.apply(
        confidence, neighborDistance(found, calibration.distance().neighbor()));
  }

  /** Cosine distance to the k-th of the neighbours; the farthest there is where it is missing. */
  static double neighborDistance(List<Neighbor> found, int neighbor) {
    return found.size() < neighbor
        ? NeighborThreshold.FARTHEST
        : 1 - found.get(neighbor - 1).cosine();
  }

  /** As {@link LuceneVectorIndex#requireKnown}. */
  public void requireKnown(SearchFilter filter) {
    vectors.requireKnown(filter);
  }

  private List<ClusterMatch> nearest(double[] cosines, int count) {
    return IntStream.range(0, cosines.length)
        .mapToObj(k ->
            new ClusterMatch(
                k, centroids.clusterClass()[k], cosines[k], centroids.clusterSize()[k]))
        .sorted(Comparator.comparingDouble(ClusterMatch::cosine).reversed())
        .limit(count)
        .toList();
  }

  @Override
  public void close() throws IOException {
    vectors.close();
  }
}
