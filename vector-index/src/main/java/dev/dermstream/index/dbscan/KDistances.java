package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;
import static dev.dermstream.index.dbscan.DotKernel.ROWS;

import dev.dermstream.index.vectors.UnitVectors;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The curve from which DBSCAN's eps is read (Ester, Kriegel, Sander, Xu, KDD 1996, 4.2): the
 * distances of vectors to their k-th nearest, ascending. Within clusters they are small and alike,
 * outside large; the knee between is the radius. Immutable and thread-safe.
 *
 * @param k neighbours, the vector itself included, as {@code minSamples} counts them
 * @param distances cosine distances to the k-th, ascending, of all vectors or a sample; owned by
 *     this record
 */
@SuppressWarnings("ArrayRecordComponent") // owned, never compared
public record KDistances(int k, double[] distances) {
  /** A distance below is rounding between copies of one vector. */
  public static final double LEAST_EPS = 1e-6;

  private static final int SAMPLE = 2048;
  private static final int BLOCK = 16 * ROWS;
  private static final long SEED = 0x4b;

  /**
   * Measures at most {@value #SAMPLE} vectors, drawn at random but the same every time, against
   * all.
   *
   * @param k 2 to the number of vectors
   * @throws IllegalArgumentException if k is outside
   */
  public static KDistances of(UnitVectors vectors, int k, Parallelism parallelism) {
    int n = vectors.count();
    if (k < 2) {
      throw new IllegalArgumentException(
          "min-samples %d says nothing about distances; choose eps yourself".formatted(k));
    }
    if (k > n) {
      throw new IllegalArgumentException(
          "%d vectors have no neighbourhood of %d to choose eps by".formatted(n, k));
    }
    int[] sample = sample(n);
    double[] distances = new double[sample.length];
    PackedColumns columns =
        PackedColumns.of(
            vectors.values(), vectors.dimension(), n, IntUnaryOperator.identity(), parallelism);
    parallelism.forEach(
        Math.ceilDiv(sample.length, BLOCK),
        (block, worker) -> {
          int first = block * BLOCK;
          int last = Math.min(sample.length, first + BLOCK);
          measure(vectors, columns, k, sample, first, last, distances);
        });
    Arrays.sort(distances);
    return new KDistances(k, distances);
  }

  private static int[] sample(int n) {
    int[] rows = new int[n];
    Arrays.setAll(rows, i -> i);
    RandomGenerator random = new Random(SEED);
    int size = Math.min(n, SAMPLE);
    for (int i = 0; i < size; i++) {
      int other = random.nextInt(i, n);
      int row = rows[other];
      rows[other] = rows[i];
      rows[i] = row;
    }
    return Arrays.copyOf(rows, size);
  }

  private static void measure(
      UnitVectors vectors,
      PackedColumns columns,
      int k,
      int[] sample,
      int first,
      int last,
      double[] distances) {
    float[][] nearest = new float[last - first][k];
    for (float[] row : nearest) {
      Arrays.fill(row, Float.NEGATIVE_INFINITY);
    }
    float[] tile = new float[ROWS * COLUMNS];
    int[] offsets = new int[ROWS];
    for (int p = 0; p < columns.panels(); p++) {
      int width = Math.min(COLUMNS, vectors.count() - p * COLUMNS);
      for (int from = first; from < last; from += ROWS) {
        for (int r = 0; r < ROWS; r++) {
          offsets[r] = sample[Math.min(from + r, last - 1)] * vectors.dimension();
        }
        DotKernel.multiply(vectors.values(), offsets, columns.panel(p), vectors.dimension(), tile);
        for (int r = 0; r < Math.min(ROWS, last - from); r++) {
          for (int c = 0; c < width; c++) {
            keep(nearest[from - first + r], tile[r * COLUMNS + c]);
          }
        }
      }
    }
    for (int i = first; i < last; i++) {
      distances[i] = Math.clamp(1 - nearest[i - first][0], 0.0, 2.0);
    }
  }

  /** Keeps the largest dot products, ascending. */
  private static void keep(float[] largest, float dot) {
    if (dot > largest[0]) {
      int at = 0;
      while (at + 1 < largest.length && largest[at + 1] < dot) {
        largest[at] = largest[at + 1];
        at++;
      }
      largest[at] = dot;
    }
  }

  /**
   * The place of the knee: where the curve, scaled to the unit square, lies deepest under its chord
   * (Satopaa, Albrecht, Irwin, Raghavan: Finding a "kneedle" in a haystack, 2011).
   */
  public int knee() {
    int last = distances.length - 1;
    double range = distances[last] - distances[0];
    int knee = last;
    double deepest = 0;
    for (int i = 0; i <= last && range > 0; i++) {
      double under = (double) i / last - (distances[i] - distances[0]) / range;
      if (under > deepest) {
        deepest = under;
        knee = i;
      }
    }
    return knee;
  }

  /** The distance at the knee, in the range of {@link Dbscan#eps}. */
  public double eps() {
    return Math.clamp(distances[knee()], LEAST_EPS, 2.0);
  }
}
