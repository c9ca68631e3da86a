package dev.dermstream.index.confidence;

import dev.dermstream.index.dbscan.Clustering;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.Arrays;

/**
 * What is kept of every cluster: the mean of its members, normalised again, its majority class and
 * its size. Immutable and thread-safe; the arrays are owned by this record and must not be changed.
 *
 * @param values {@code [k, dimension]} row-major, each row of length one
 * @param clusterClass {@code [k]} id_code of the majority class
 * @param clusterSize {@code [k]} members
 */
@SuppressWarnings("ArrayRecordComponent") // owned, never compared
public record Centroids(float[] values, int dimension, int[] clusterClass, int[] clusterSize) {
  /** Shorter means have no direction: their members cancel out. */
  private static final double SHORTEST_MEAN = 1e-6;

  public Centroids {
    if (clusterClass.length != clusterSize.length
        || values.length != (long) clusterClass.length * dimension) {
      throw new IllegalArgumentException(
          "%d centroid values of dimension %d do not fit %d classes and %d sizes"
              .formatted(values.length, dimension, clusterClass.length, clusterSize.length));
    }
  }

  /**
   * Centroids of a clustering.
   *
   * @param classLabels {@code [n]} id_code of every vector, 0 to classCount - 1
   * @throws IllegalArgumentException if a label is out of range, or a cluster's members cancel out
   */
  public static Centroids of(
      UnitVectors vectors, Clustering clustering, int[] classLabels, int classCount) {
    int dimension = vectors.dimension();
    double[][] sums = new double[clustering.clusterCount()][dimension];
    int[][] votes = new int[clustering.clusterCount()][classCount];
    for (int i = 0; i < vectors.count(); i++) {
      if (classLabels[i] < 0 || classLabels[i] >= classCount) {
        throw new IllegalArgumentException(
            "row %d has class %d, outside 0 to %d".formatted(i, classLabels[i], classCount - 1));
      }
      int cluster = clustering.labels()[i];
      if (cluster != Clustering.NOISE) {
        votes[cluster][classLabels[i]]++;
        for (int k = 0; k < dimension; k++) {
          sums[cluster][k] += vectors.value(i, k);
        }
      }
    }
    float[] values = new float[sums.length * dimension];
    int[] clusterClass = new int[sums.length];
    int[] clusterSize = new int[sums.length];
    for (int cluster = 0; cluster < sums.length; cluster++) {
      for (int code = 0; code < classCount; code++) {
        clusterSize[cluster] += votes[cluster][code];
      }
      clusterClass[cluster] = majority(votes[cluster]);
      normalise(sums[cluster], cluster, clusterSize[cluster], values);
    }
    return new Centroids(values, dimension, clusterClass, clusterSize);
  }

  /** The class with most votes; of equals the one with the lower id_code. */
  private static int majority(int[] votes) {
    int best = 0;
    for (int code = 1; code < votes.length; code++) {
      if (votes[code] > votes[best]) {
        best = code;
      }
    }
    return best;
  }

  private static void normalise(double[] sum, int cluster, int size, float[] values) {
    double squares = 0;
    for (double value : sum) {
      squares += value * value;
    }
    double norm = Math.sqrt(squares);
    if (norm < SHORTEST_MEAN * size) {
      throw new IllegalArgumentException(
          "the members of cluster %d cancel out, it has no centroid: eps is too large"
              .formatted(cluster));
    }
    for (int k = 0; k < sum.length; k++) {
      values[cluster * sum.length + k] = (float) (sum[k] / norm);
    }
  }

  /** Number of clusters. */
  public int count() {
    return clusterClass.length;
  }

  /**
   * Cosine of a unit query to every centroid, -1 to 1. What decides a class's similarity, its
   * largest cosine, is exact to float64; a smaller one may be off by the error of a float32 sum.
   *
   * @param query {@code [dimension]}
   * @return {@code [k]}
   */
  public double[] cosines(float[] query) {
    if (query.length != dimension) {
      throw new IllegalArgumentException(
          "a query has %d values, not %d".formatted(query.length, dimension));
    }
    float[] dots = new float[count()];
    CosineScan.scan(values, query, dots);
    float[] largest = largestOfEachClass(dots);
    // Both the largest and the one that it is compared with may be off.
    double margin = 2 * CosineScan.error(dimension);
    double[] cosines = new double[dots.length];
    for (int cluster = 0; cluster < dots.length; cluster++) {
      boolean mayDecide = dots[cluster] >= largest[clusterClass[cluster]] - margin;
      double dot = mayDecide ? CosineScan.dot(values, cluster * dimension, query) : dots[cluster];
      cosines[cluster] = Math.clamp(dot, -1.0, 1.0);
    }
    return cosines;
  }

  private float[] largestOfEachClass(float[] dots) {
    int classes = 0;
    for (int code : clusterClass) {
      classes = Math.max(classes, code + 1);
    }
    float[] largest = new float[classes];
    Arrays.fill(largest, Float.NEGATIVE_INFINITY);
    for (int cluster = 0; cluster < dots.length; cluster++) {
      int code = clusterClass[cluster];
      largest[code] = Math.max(largest[code], dots[cluster]);
    }
    return largest;
  }
}
