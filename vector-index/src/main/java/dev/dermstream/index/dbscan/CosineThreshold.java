package dev.dermstream.index.dbscan;

import dev.dermstream.index.vectors.UnitVectors;

/**
 * Decides whether two vectors are neighbours: {@code 1 - cos <= eps}, in float64.
 *
 * <p>The kernel's float32 dot product decides alone where it is further from the threshold than its
 * rounding error can reach; only inside that band is the cosine computed again in float64. The
 * answer so depends neither on the width of the hardware's vectors nor on the order of a pair.
 */
final class CosineThreshold {
  private final UnitVectors vectors;
  private final double eps;

  /** Dot products below are no neighbours. */
  final float lowest;

  private final float certain;

  CosineThreshold(UnitVectors vectors, double eps) {
    this.vectors = vectors;
    this.eps = eps;
    // Higham, Accuracy and Stability of Numerical Algorithms, 3.1: |error| <= d u / (1 - d u) for
    // unit vectors with u = 2^-24; doubled for the rounding of the vectors and of this threshold.
    double band = (vectors.dimension() + 8) * 0x1p-23;
    lowest = (float) (1 - eps - band);
    certain = (float) (1 - eps + band);
  }

  boolean neighbours(int row, int column, float dot) {
    return dot > certain || (dot >= lowest && 1 - vectors.cosine(row, column) <= eps);
  }
}
