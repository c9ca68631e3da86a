package dev.dermstream.index.projection;

import dev.dermstream.index.confidence.Centroids;
import java.util.Optional;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * The plane on which the centroids of an index keep most of their variance: their first two
 * principal components (Pearson 1901), each centroid counted once. The same centroids give the same
 * plane: an eigenvector's sign, which is free, is chosen so that its largest value is positive.
 * Immutable and thread-safe.
 *
 * <p>With {@code X} the centred centroids {@code [k, dimension]}, the eigenvectors are those of the
 * smaller of {@code X X'} and {@code X' X}, whose eigenvalues are the same: {@code min(k,
 * dimension)} cubed operations, once.
 */
public final class PrincipalPlane {
  /** An axis with a smaller part of the variance shows rounding, not the centroids. */
  private static final double LEAST_SHARE = 1e-9;

  /** Centroids nearer than this to one another are one place. */
  private static final double LEAST_VARIANCE = 1e-12;

  private final RealVector mean;
  private final RealVector first;
  private final RealVector second;
  private final double firstShare;
  private final double secondShare;

  private PrincipalPlane(
      RealVector mean, RealVector first, RealVector second, double firstShare, double secondShare) {
    this.mean = mean;
    this.first = first;
    this.second = second;
    this.firstShare = firstShare;
    this.secondShare = secondShare;
  }

  /** The plane, or empty where the centroids are at fewer than two places. */
  public static Optional<PrincipalPlane> of(Centroids centroids) {
    int k = centroids.count();
    if (k < 2) {
      return Optional.empty();
    }
    RealMatrix x = MatrixUtils.createRealMatrix(k, centroids.dimension());
    for (int row = 0; row < k; row++) {
      for (int column = 0; column < centroids.dimension(); column++) {
        x.setEntry(row, column, centroids.values()[row * centroids.dimension() + column]);
      }
    }
    RealVector mean = x.preMultiply(MatrixUtils.createRealVector(k).mapAdd(1.0 / k));
    for (int row = 0; row < k; row++) {
      x.setRowVector(row, x.getRowVector(row).subtract(mean));
    }
    double total = Math.pow(x.getFrobeniusNorm(), 2);
    return total < LEAST_VARIANCE ? Optional.empty() : Optional.of(fit(x, mean, total));
  }

  private static PrincipalPlane fit(RealMatrix x, RealVector mean, double total) {
    boolean fewRows = x.getRowDimension() <= x.getColumnDimension();
    RealMatrix square = fewRows ? x.multiplyTransposed(x) : x.transposeMultiply(x);
    EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(square);
    RealVector[] axes = new RealVector[2];
    double[] shares = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      double share = eigen.getEigenvalue(axis) / total;
      axes[axis] = MatrixUtils.createRealVector(x.getColumnDimension());
      if (share > LEAST_SHARE) {
        shares[axis] = Math.min(share, 1);
        RealVector vector = eigen.getEigenvector(axis);
        axes[axis] = pointed(fewRows ? x.preMultiply(vector) : vector);
      }
    }
    return new PrincipalPlane(mean, axes[0], axes[1], shares[0], shares[1]);
  }

  /** Of length one, its largest value positive; of equals the first. */
  private static RealVector pointed(RealVector vector) {
    int largest = 0;
    for (int i = 1; i < vector.getDimension(); i++) {
      if (Math.abs(vector.getEntry(i)) > Math.abs(vector.getEntry(largest))) {
        largest = i;
      }
    }
    return vector.mapMultiply(Math.signum(vector.getEntry(largest)) / vector.getNorm());
  }

  /** Share of the centroids' variance along x, over 0 to 1. */
  public double firstShare() {
    return firstShare;
  }

  /** Share of the centroids' variance along y, 0 to 1; at 0 every y is 0. */
  public double secondShare() {
    return secondShare;
  }

  /** The place of a vector {@code [dimension]}, whose values begin at {@code offset}. */
  public PlanePoint place(float[] values, int offset) {
    double x = 0;
    double y = 0;
    for (int i = 0; i < mean.getDimension(); i++) {
      double value = values[offset + i] - mean.getEntry(i);
      x += value * first.getEntry(i);
      y += value * second.getEntry(i);
    }
    return new PlanePoint(x, y);
  }
}
