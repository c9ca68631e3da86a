package dev.dermstream.loadtest.search;

import dev.dermstream.index.vectors.UnitVectors;
import java.util.SplittableRandom;

/**
 * Unit vectors that lie together as embeddings do: clusters around random centres, each spread
 * along a few directions of its own out of a common set, and a little noise in all directions.
 * Equal seeds give equal vectors.
 */
final class ClusteredVectors {
  private static final int DIRECTIONS = 128;
  private static final int OF_A_CLUSTER = 16;
  private static final double SPREAD = 0.18;
  private static final double NOISE = 0.2;
  private static final int MEMBERS = 100;

  private final SplittableRandom random;
  private final int dimension;
  private final double[][] directions;
  private final double[][] centres;
  private final int[][] ownDirections;

  /**
   * @param count of the vectors that will be drawn: about one cluster for {@value #MEMBERS}
   */
  ClusteredVectors(long seed, int count, int dimension) {
    random = new SplittableRandom(seed);
    this.dimension = dimension;
    directions = new double[DIRECTIONS][];
    for (int i = 0; i < DIRECTIONS; i++) {
      directions[i] = unit(gaussian());
    }
    int clusters = Math.max(1, count / MEMBERS);
    centres = new double[clusters][];
    ownDirections = new int[clusters][OF_A_CLUSTER];
    for (int i = 0; i < clusters; i++) {
      centres[i] = unit(gaussian());
      for (int k = 0; k < OF_A_CLUSTER; k++) {
        ownDirections[i][k] = random.nextInt(DIRECTIONS);
      }
    }
  }

  /** Further vectors of the same clusters. */
  UnitVectors draw(int count) {
    float[] values = new float[count * dimension];
    for (int row = 0; row < count; row++) {
      double[] vector = one();
      for (int k = 0; k < dimension; k++) {
        values[row * dimension + k] = (float) vector[k];
      }
    }
    return UnitVectors.of(values, dimension);
  }

  private double[] one() {
    int cluster = random.nextInt(centres.length);
    double[] vector = gaussian();
    for (int k = 0; k < dimension; k++) {
      vector[k] = centres[cluster][k] + vector[k] * NOISE / Math.sqrt(dimension);
    }
    for (int direction : ownDirections[cluster]) {
      double along = SPREAD * random.nextGaussian();
      for (int k = 0; k < dimension; k++) {
        vector[k] += along * directions[direction][k];
      }
    }
    return unit(vector);
  }

  private double[] gaussian() {
    double[] values = new double[dimension];
    for (int k = 0; k < dimension; k++) {
      values[k] = random.nextGaussian();
    }
    return values;
  }

  private static double[] unit(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    double norm = Math.sqrt(squares);
    for (int k = 0; k < values.length; k++) {
      values[k] /= norm;
    }
    return values;
  }
}
