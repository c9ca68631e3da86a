package dev.dermstream.index;

import java.util.random.RandomGenerator;

/** Seeded unit vectors around seeded centres, as raw numbers. */
public final class RandomVectors {
  private RandomVectors() {}

  /** {@code [n, dimension]} row-major: each row a random centre plus noise, normalised. */
  public static float[] around(
      RandomGenerator random, int n, int dimension, int centres, double noise) {
    double[][] centre = new double[centres][];
    for (int i = 0; i < centres; i++) {
      centre[i] = gaussian(random, dimension, 1);
    }
    float[] values = new float[n * dimension];
    for (int row = 0; row < n; row++) {
      double[] around = centre[random.nextInt(centres)];
      double[] offset = gaussian(random, dimension, noise);
      double squares = 0;
      for (int k = 0; k < dimension; k++) {
        offset[k] += around[k];
        squares += offset[k] * offset[k];
      }
      for (int k = 0; k < dimension; k++) {
        values[row * dimension + k] = (float) (offset[k] / Math.sqrt(squares));
      }
    }
    return values;
  }

  /**
   * {@code [n, dimension]} row-major: every value ± 1 / √dimension. Where the dimension is a power
   * of four, cosines are exact multiples of 2 / dimension, and many pairs have the very same.
   */
  public static float[] signs(RandomGenerator random, int n, int dimension) {
    float[] values = new float[n * dimension];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((random.nextBoolean() ? 1 : -1) / Math.sqrt(dimension));
    }
    return values;
  }

  private static double[] gaussian(RandomGenerator random, int dimension, double scale) {
    double[] values = new double[dimension];
    for (int k = 0; k < dimension; k++) {
      values[k] = random.nextGaussian() * scale;
    }
    return values;
  }
}
