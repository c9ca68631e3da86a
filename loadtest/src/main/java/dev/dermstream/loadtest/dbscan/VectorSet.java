package dev.dermstream.loadtest.dbscan;

import java.util.Random;
import java.util.random.RandomGenerator;

/** Seeded unit vectors, and the settings they are clustered with. */
enum VectorSet {
  /**
   * Nine tenths in 120 clusters of 15 classes: a class is a random direction, its clusters are that
   * plus 0.8 of another, its vectors a cluster's direction plus 0.6 of yet another, each in all
   * dimensions alike. One tenth are random directions.
   */
  CLUSTERED("clustered", 0.3) {
    @Override
    void fill(RandomGenerator random, float[] values, int dimension) {
      double[][] centres = new double[CLASSES * CLUSTERS_OF_A_CLASS][];
      for (int k = 0; k < CLASSES; k++) {
        double[] ofClass = direction(random, dimension);
        for (int c = 0; c < CLUSTERS_OF_A_CLASS; c++) {
          double[] centre = direction(random, dimension);
          for (int i = 0; i < dimension; i++) {
            centre[i] = ofClass[i] + 0.8 * centre[i];
          }
          centres[k * CLUSTERS_OF_A_CLASS + c] = normalised(centre);
        }
      }
      for (int from = 0; from < values.length; from += dimension) {
        double[] vector = direction(random, dimension);
        if (random.nextInt(10) > 0) {
          double[] centre = centres[random.nextInt(centres.length)];
          for (int i = 0; i < dimension; i++) {
            vector[i] = centre[i] + 0.6 * vector[i];
          }
        }
        put(normalised(vector), values, from);
      }
    }
  },

  /** Random directions; about one in 20,000 pairs is near. */
  UNSTRUCTURED("without structure", 0.86) {
    @Override
    void fill(RandomGenerator random, float[] values, int dimension) {
      for (int from = 0; from < values.length; from += dimension) {
        put(direction(random, dimension), values, from);
      }
    }
  };

  static final int MIN_SAMPLES = 8;
  private static final int CLASSES = 15;
  private static final int CLUSTERS_OF_A_CLASS = 8;
  private static final long SEED = 20_261_121;

  private final String title;
  private final double eps;

  VectorSet(String title, double eps) {
    this.title = title;
    this.eps = eps;
  }

  abstract void fill(RandomGenerator random, float[] values, int dimension);

  /** Name in the tables. */
  String title() {
    return title;
  }

  /** Largest cosine distance of neighbours. */
  double eps() {
    return eps;
  }

  /** {@code [count, dimension]} row-major. */
  float[] vectors(int count, int dimension) {
    float[] values = new float[count * dimension];
    fill(new Random(SEED), values, dimension);
    return values;
  }

  private static double[] direction(RandomGenerator random, int dimension) {
    double[] values = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      values[i] = random.nextGaussian();
    }
    return normalised(values);
  }

  private static double[] normalised(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= Math.sqrt(squares);
    }
    return values;
  }

  private static void put(double[] vector, float[] values, int from) {
    for (int i = 0; i < vector.length; i++) {
      values[from + i] = (float) vector[i];
    }
  }
}
