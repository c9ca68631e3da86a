package dev.dermstream.index.dbscan;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * An order in which near vectors stand near: by the nearest of about 2√n pivots, drawn from the
 * vectors, and by the similarity to it. The pivots themselves form a chain, each next to the one
 * most like it that was left. Pairs of neighbours so fall into few tiles.
 *
 * <p>Vectors that the axes hardly see stand before all others: among one another they are ruled out
 * late, and a few of them in every tile would keep all tiles alive. As the first they are rows
 * where they meet the others ({@link PairScan} takes rows before columns), and a single one of them
 * is easily held against a panel of the others, but not one of the others against a panel of them.
 */
final class PivotOrder {
  private static final int ROWS_AT_ONCE = 768;
  private static final int LEAST_PIVOTS = 16;
  private static final long SEED = 0x9150;

  private PivotOrder() {}

  /**
   * The places of the vectors in the order.
   *
   * @param coordinates {@code [n, width]} row-major
   * @return {@code [n]} a permutation: place of every vector
   */
  static int[] places(float[] coordinates, int width, Parallelism parallelism) {
    int n = coordinates.length / width;
    float[] pivots = pivots(coordinates, width);
    int count = pivots.length / width;
    int[] rank = chain(pivots, width);
    PackedColumns columns =
        PackedColumns.of(pivots, width, count, IntUnaryOperator.identity(), parallelism);
    double[] energy = energy(coordinates, width);
    double little = median(energy) / 2;
    double[] key = new double[n];
    parallelism.forEach(
        Math.ceilDiv(n, ROWS_AT_ONCE),
        (item, worker) -> {
          int first = item * ROWS_AT_ONCE;
          int last = Math.min(n, first + ROWS_AT_ONCE);
          float[] products = new float[(last - first) * count];
          columns.multiply(coordinates, first, last, products);
          for (int row = first; row < last; row++) {
            int behind = energy[row] < little ? 0 : count;
            key[row] = behind + key(products, (row - first) * count, rank);
          }
        });
    return places(key);
  }

  /** Squared lengths of the coordinates. */
  private static double[] energy(float[] coordinates, int width) {
    double[] energy = new double[coordinates.length / width];
    Arrays.setAll(
        energy, row -> DotKernel.dot(coordinates, row * width, coordinates, row * width, width));
    return energy;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static float[] pivots(float[] coordinates, int width) {
    int n = coordinates.length / width;
    int count = Math.min(n, Math.max(LEAST_PIVOTS, (int) (2 * Math.sqrt(n))));
    RandomGenerator random = new Random(SEED);
    float[] pivots = new float[count * width];
    for (int i = 0; i < count; i++) {
      System.arraycopy(coordinates, random.nextInt(n) * width, pivots, i * width, width);
    }
    return pivots;
  }

  /** Place of every pivot in the chain. */
  private static int[] chain(float[] pivots, int width) {
    int count = pivots.length / width;
    int[] rank = new int[count];
    Arrays.fill(rank, -1);
    int at = 0;
    for (int place = 0; place < count; place++) {
      rank[at] = place;
      int nearest = at;
      float best = Float.NEGATIVE_INFINITY;
      for (int other = 0; other < count; other++) {
        if (rank[other] < 0) {
          float dot = DotKernel.dot(pivots, at * width, pivots, other * width, width);
          if (dot > best) {
            best = dot;
            nearest = other;
          }
        }
      }
      at = nearest;
    }
    return rank;
  }

  /** The pivot's rank, and behind the point how far from it. */
  private static double key(float[] products, int from, int[] rank) {
    int nearest = 0;
    for (int i = 1; i < rank.length; i++) {
      if (products[from + i] > products[from + nearest]) {
        nearest = i;
      }
    }
    return rank[nearest] + Math.clamp((1 - products[from + nearest]) / 2.1, 0, 0.99);
  }

  private static int[] places(double[] key) {
    // Keys are positive, so their bits order as they do; the low bits make room for the number.
    int numberBits = 32 - Integer.numberOfLeadingZeros(Math.max(1, key.length - 1));
    long[] sorted = new long[key.length];
    long mask = (1L << numberBits) - 1;
    Arrays.setAll(sorted, i -> (Double.doubleToRawLongBits(key[i]) & ~mask) | i);
    Arrays.parallelSort(sorted);
    int[] places = new int[key.length];
    for (int place = 0; place < sorted.length; place++) {
      places[(int) (sorted[place] & mask)] = place;
    }
    return places;
  }
}
