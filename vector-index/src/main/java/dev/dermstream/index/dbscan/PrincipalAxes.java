package dev.dermstream.index.dbscan;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Orthonormal directions along which the vectors of a sample are long, longest first: the leading
 * eigenvectors of its uncentred second moment, by orthogonal iteration (Golub, Van Loan: Matrix
 * Computations, 8.2.4).
 *
 * <p>How well they fit decides only how much is pruned. What correctness rests on is measured on
 * the finished axes in float64: how far from orthonormal they are.
 *
 * @param values {@code [count, dimension]} row-major; owned by this record
 * @param skew bound of the spectral norm of {@code V V' - I}
 */
@SuppressWarnings("ArrayRecordComponent") // large, owned, never compared
record PrincipalAxes(float[] values, int count, int dimension, double skew) {
  private static final int SAMPLE = 4096;
  private static final int ITERATIONS = 3;

  /** Fixed, so that equal input takes equal time; the clusters do not depend on it. */
  private static final long SEED = 0x5eed;

  /** A direction that loses more than this to the others held nothing of its own. */
  private static final double LEAST_REMAINDER = 1e-3;

  /**
   * Axes of a random sample of the vectors.
   *
   * @param vectors {@code [n, dimension]} row-major, at least one
   * @param count 1 to dimension
   */
  static PrincipalAxes of(float[] vectors, int dimension, int count, Parallelism parallelism) {
    RandomGenerator random = new Random(SEED);
    float[] moment = secondMoment(vectors, dimension, random, parallelism);
    PackedColumns columns =
        PackedColumns.of(moment, dimension, dimension, IntUnaryOperator.identity(), parallelism);
    float[] axes = new float[count * dimension];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = (float) random.nextGaussian();
    }
    orthonormalise(axes, count, dimension, random);
    for (int i = 0; i < ITERATIONS; i++) {
      // The moment is symmetric: its rows are its columns.
      axes = product(axes, count, columns, dimension, parallelism);
      orthonormalise(axes, count, dimension, random);
    }
    axes = longestFirst(axes, count, dimension, columns, parallelism);
    return new PrincipalAxes(axes, count, dimension, skew(axes, count, dimension, parallelism));
  }

  private static float[] secondMoment(
      float[] vectors, int dimension, RandomGenerator random, Parallelism parallelism) {
    int n = vectors.length / dimension;
    int size = Math.min(n, SAMPLE);
    float[] transposed = new float[dimension * size];
    for (int i = 0; i < size; i++) {
      int from = (size == n ? i : random.nextInt(n)) * dimension;
      for (int k = 0; k < dimension; k++) {
        transposed[k * size + i] = vectors[from + k];
      }
    }
    PackedColumns columns =
        PackedColumns.of(transposed, size, dimension, IntUnaryOperator.identity(), parallelism);
    return product(transposed, dimension, columns, dimension, parallelism);
  }

  /** {@code [rows, width]} products of rows with packed columns. */
  private static float[] product(
      float[] values, int rows, PackedColumns columns, int width, Parallelism workers) {
    float[] product = new float[rows * width];
    int block = 8 * DotKernel.ROWS;
    workers.forEach(
        Math.ceilDiv(rows, block),
        (item, worker) -> {
          int first = item * block;
          int last = Math.min(rows, first + block);
          float[] part = new float[(last - first) * width];
          columns.multiply(values, first, last, part);
          System.arraycopy(part, 0, product, first * width, part.length);
        });
    return product;
  }

  /** Gram-Schmidt, each row against its predecessors, twice (Kahan: twice is enough). */
  private static void orthonormalise(
      float[] axes, int count, int dimension, RandomGenerator random) {
    for (int i = 0; i < count; i++) {
      int row = i * dimension;
      while (!orthonormalise(axes, row, dimension)) {
        for (int k = row; k < row + dimension; k++) {
          axes[k] = (float) random.nextGaussian();
        }
      }
    }
  }

  /** False if nothing of the row is left beside its predecessors. */
  private static boolean orthonormalise(float[] axes, int row, int dimension) {
    double before = length(axes, row, dimension);
    if (!(before > 0)) {
      return false;
    }
    scale(axes, row, dimension, 1 / before);
    for (int pass = 0; pass < 2; pass++) {
      for (int other = 0; other < row; other += dimension) {
        float share = DotKernel.dot(axes, row, axes, other, dimension);
        DotKernel.addScaled(axes, row, -share, axes, other, dimension);
      }
      double left = length(axes, row, dimension);
      if (!(left > LEAST_REMAINDER)) {
        return false;
      }
      scale(axes, row, dimension, 1 / left);
    }
    return true;
  }

  private static double length(float[] values, int from, int dimension) {
    return Math.sqrt(DotKernel.dot(values, from, values, from, dimension));
  }

  private static void scale(float[] values, int from, int dimension, double factor) {
    for (int k = from; k < from + dimension; k++) {
      values[k] = (float) (values[k] * factor);
    }
  }

  private static float[] longestFirst(
      float[] axes, int count, int dimension, PackedColumns moment, Parallelism parallelism) {
    float[] image = product(axes, count, moment, dimension, parallelism);
    double[] energy = new double[count];
    Arrays.setAll(energy, i -> DotKernel.dot(axes, i * dimension, image, i * dimension, dimension));
    float[] sorted = new float[axes.length];
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(i -> energy[i]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; i < count; i++) {
      System.arraycopy(axes, order[i] * dimension, sorted, i * dimension, dimension);
    }
    return sorted;
  }

  /** Frobenius norm of {@code V V' - I}, which the spectral norm does not exceed. */
  private static double skew(float[] axes, int count, int dimension, Parallelism parallelism) {
    double[] squares = new double[count];
    parallelism.forEach(
        count,
        (i, worker) -> {
          double sum = 0;
          for (int j = 0; j <= i; j++) {
            double dot = i == j ? -1 : 0;
            for (int k = 0; k < dimension; k++) {
              dot += (double) axes[i * dimension + k] * axes[j * dimension + k];
            }
            sum += (i == j ? 1 : 2) * dot * dot;
          }
          squares[i] = sum;
        });
    return Math.sqrt(Arrays.stream(squares).sum());
  }

  /** The first {@code width} coordinates of every vector, {@code [n, width]} row-major. */
  float[] coordinates(float[] vectors, int width, Parallelism parallelism) {
    PackedColumns columns =
        PackedColumns.of(values, dimension, width, IntUnaryOperator.identity(), parallelism);
    return product(vectors, vectors.length / dimension, columns, width, parallelism);
  }
}
