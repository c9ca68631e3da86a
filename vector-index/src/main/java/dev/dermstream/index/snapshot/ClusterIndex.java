package dev.dermstream.index.snapshot;

import dev.dermstream.index.confidence.Centroids;
import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.index.search.LuceneVectorIndex;
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

  private ClusterIndex(Description description, Centroids centroids, LuceneVectorIndex vectors) {
    this.description = description;
    this.centroids = centroids;
    this.vectors = vectors;
    this.plan = ClusterPlan.of(centroids);
  }

  /**
   * Opens a snapshot and holds its parts against each other.
   *
   * @throws IOException if a part is missing, damaged or of another snapshot; the message names it
   */
  public static ClusterIndex open(Path directory) throws IOException {
    Description description = Description.read(directory);
    Centroids centroids = ClusterFile.read(directory, description);
    LuceneVectorIndex vectors = LuceneVectorIndex.open(directory.resolve(HNSW));
    if (!vectors.stamp().equals(description.clustersSha256())
        || vectors.count() != description.count()
        || vectors.dimension() != description.dimension()) {
      vectors.close();
      throw new IOException(
          directory.resolve(HNSW) + ": is not the index that index.json was written for");
    }
    return new ClusterIndex(description, centroids, vectors);
  }

  public Description description() {
    return description;
  }

  /** What the index was built from, read back. */
  public TrainingSet trainingSet() throws IOException {
    return new TrainingSet(
        UnitVectors.of(vectors.vectors(), description.dimension()),
        vectors.idCodesByRow(),
        vectors.identifiersByRow(),
        description.classCount());
  }

  /** Where the clusters lie on a plane; empty where there are fewer than two. */
  public Optional<ClusterPlan> plan() {
    return plan;
  }

  /** Every class that an answer may name, ascending. */
  public NavigableSet<Integer> idCodes() {
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
    float[] unit = UnitVectors.unit(embedding, description.dimension());
    double[] cosines = centroids.cosines(unit);
    return new Classification(
        ClassConfidence.of(
            cosines, centroids.clusterClass(), description.classCount(), temperature),
        nearest(cosines, topClusters),
        vectors.search(unit, topNeighbors));
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
