package dev.dermstream.index.confidence;

import java.util.Arrays;

/**
 * Confidence of every class of a label set for one query. The arrays are owned by this record and
 * must not be changed.
 *
 * <p>With {@code s_k} the largest cosine of the query to a centroid of class k and {@code T} the
 * temperature, {@code p_k = exp(s_k / T) / sum_j exp(s_j / T)} over the classes that have a
 * cluster.
 *
 * @param similarity {@code [classes]} s_k, -1 to 1, or {@link #NO_CLUSTER}
 * @param confidence {@code [classes]} p_k, 0 to 1, summing to one; 0 for a class without a cluster
 */
@SuppressWarnings("ArrayRecordComponent") // owned, never compared
public record ClassConfidence(double[] similarity, double[] confidence) {
  /** Similarity of a class that has no cluster and takes no part in the softmax. */
  public static final double NO_CLUSTER = -2;

  /** T of the published method. */
  public static final double DEFAULT_TEMPERATURE = 0.065;

  /**
   * Computes s and p.
   *
   * @param cosines {@code [k]} of the query to every centroid
   * @param clusterClass {@code [k]} class of every centroid, 0 to classCount - 1
   * @param temperature T, over 0
   */
  public static ClassConfidence of(
      double[] cosines, int[] clusterClass, int classCount, double temperature) {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature %s is not a positive number".formatted(temperature));
    }
    double[] similarity = new double[classCount];
    Arrays.fill(similarity, NO_CLUSTER);
    for (int cluster = 0; cluster < cosines.length; cluster++) {
      int code = clusterClass[cluster];
      similarity[code] = Math.max(similarity[code], cosines[cluster]);
    }
    return new ClassConfidence(similarity, softmax(similarity, temperature));
  }

  private static double[] softmax(double[] similarity, double temperature) {
    double highest = Arrays.stream(similarity).max().orElse(NO_CLUSTER);
    double[] confidence = new double[similarity.length];
    double sum = 0;
    for (int code = 0; code < confidence.length; code++) {
      if (similarity[code] != NO_CLUSTER) {
        confidence[code] = Math.exp((similarity[code] - highest) / temperature);
        sum += confidence[code];
      }
    }
    for (int code = 0; sum > 0 && code < confidence.length; code++) {
      confidence[code] /= sum;
    }
    return confidence;
  }

  /**
   * The same similarities at another temperature.
   *
   * @param temperature T, over 0
   */
  public ClassConfidence at(double temperature) {
    return new ClassConfidence(similarity, softmax(similarity, temperature));
  }

  /** The class of highest confidence; of equals the one with the lower id_code. */
  public int best() {
    int best = 0;
    for (int code = 1; code < confidence.length; code++) {
      if (confidence[code] > confidence[best]) {
        best = code;
      }
    }
    return best;
  }

  /** True if the class has a cluster. */
  public boolean hasCluster(int code) {
    return similarity[code] != NO_CLUSTER;
  }
}
