package dev.dermstream.index.calibration;

/**
 * How far outside the known an image lies (Sun, Ming, Zhu, Li: Out-of-Distribution Detection with
 * Deep Nearest Neighbors, ICML 2022): the distance to the k-th nearest training vector, against the
 * distance within which the chosen share of known images lies. Sun measures the Euclidean distance
 * r of unit vectors; here it is the cosine distance {@code r^2 / 2}, which orders images alike.
 *
 * @param neighbor k, 1 or more
 * @param truePositiveRate share of known images within the threshold, over 0, below 1
 * @param threshold largest cosine distance of a known image, 0 to 2
 */
public record NeighborThreshold(int neighbor, double truePositiveRate, double threshold) {
  /** Cosine distance of opposite vectors, and of an image whose k-th neighbour is not known. */
  public static final double FARTHEST = 2;

  /**
   * @throws IllegalArgumentException naming what is out of range
   */
  public NeighborThreshold {
    if (neighbor < 1 || neighbor > CalibrationSettings.MOST_NEIGHBORS) {
      throw new IllegalArgumentException("neighbor is " + neighbor);
    }
    if (!(truePositiveRate > 0 && truePositiveRate < 1)) {
      throw new IllegalArgumentException("the true-positive rate is " + truePositiveRate);
    }
    if (!(threshold >= 0 && threshold <= FARTHEST)) {
      throw new IllegalArgumentException("the distance threshold is " + threshold);
    }
  }

  static NeighborThreshold fit(HeldOut heldOut, int neighbor, double truePositiveRate) {
    return new NeighborThreshold(
        neighbor,
        truePositiveRate,
        ConformalQuantile.required(
            heldOut.neighborDistance(), truePositiveRate, "a distance threshold"));
  }

  boolean isOutside(double distance) {
    return distance > threshold;
  }
}
