package dev.dermstream.index.dbscan;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dot products of {@value #ROWS} rows with {@link #COLUMNS} columns at once, in registers.
 *
 * <p>Six rows by two hardware vectors make twelve accumulators, which with two column vectors and
 * one broadcast fill the sixteen registers of AVX2 and leave no load waiting on AVX-512.
 */
final class DotKernel {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();
  static final int ROWS = 6;
  static final int COLUMNS = 2 * LANES;

  /** Calls of this length are compiled sooner than one long loop, in the first half second. */
  private static final int AT_ONCE = 96;

  private DotKernel() {}

  /**
   * Writes {@code tile[r * COLUMNS + c]} = dot of row r and column c.
   *
   * @param rows row-major; row r starts at {@code offsets[r]}
   * @param panel {@code [dimension, COLUMNS]}: column vectors, interleaved
   */
  static void multiply(float[] rows, int[] offsets, float[] panel, int dimension, float[] tile) {
    Arrays.fill(tile, 0);
    for (int begin = 0; begin < dimension; begin += AT_ONCE) {
      add(rows, offsets, panel, begin, Math.min(dimension, begin + AT_ONCE), tile);
    }
  }

  /**
   * Adds the products of positions {@code begin} to {@code end - 1} to what the tile holds.
   *
   * @param rows row-major; row r starts at {@code offsets[r]}
   * @param panel {@code [end or more, COLUMNS]}: column vectors, interleaved
   */
  static void add(float[] rows, int[] offsets, float[] panel, int begin, int end, float[] tile) {
    int o0 = offsets[0];
    int o1 = offsets[1];
    int o2 = offsets[2];
    int o3 = offsets[3];
    int o4 = offsets[4];
    int o5 = offsets[5];
    FloatVector l0 = left(tile, 0), r0 = right(tile, 0);
    FloatVector l1 = left(tile, 1), r1 = right(tile, 1);
    FloatVector l2 = left(tile, 2), r2 = right(tile, 2);
    FloatVector l3 = left(tile, 3), r3 = right(tile, 3);
    FloatVector l4 = left(tile, 4), r4 = right(tile, 4);
    FloatVector l5 = left(tile, 5), r5 = right(tile, 5);
    for (int k = begin, p = begin * COLUMNS; k < end; k++, p += COLUMNS) {
      FloatVector left = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector right = FloatVector.fromArray(SPECIES, panel, p + LANES);
      FloatVector row = FloatVector.broadcast(SPECIES, rows[o0 + k]);
      l0 = row.fma(left, l0);
      r0 = row.fma(right, r0);
      row = FloatVector.broadcast(SPECIES, rows[o1 + k]);
      l1 = row.fma(left, l1);
      r1 = row.fma(right, r1);
      row = FloatVector.broadcast(SPECIES, rows[o2 + k]);
      l2 = row.fma(left, l2);
      r2 = row.fma(right, r2);
      row = FloatVector.broadcast(SPECIES, rows[o3 + k]);
      l3 = row.fma(left, l3);
      r3 = row.fma(right, r3);
      row = FloatVector.broadcast(SPECIES, rows[o4 + k]);
      l4 = row.fma(left, l4);
      r4 = row.fma(right, r4);
      row = FloatVector.broadcast(SPECIES, rows[o5 + k]);
      l5 = row.fma(left, l5);
      r5 = row.fma(right, r5);
    }
    store(l0, r0, tile, 0);
    store(l1, r1, tile, 1);
    store(l2, r2, tile, 2);
    store(l3, r3, tile, 3);
    store(l4, r4, tile, 4);
    store(l5, r5, tile, 5);
  }

  private static FloatVector left(float[] tile, int row) {
    return FloatVector.fromArray(SPECIES, tile, row * COLUMNS);
  }

  private static FloatVector right(float[] tile, int row) {
    return FloatVector.fromArray(SPECIES, tile, row * COLUMNS + LANES);
  }

  private static void store(FloatVector left, FloatVector right, float[] tile, int row) {
    left.intoArray(tile, row * COLUMNS);
    right.intoArray(tile, row * COLUMNS + LANES);
  }

  /** The dot product of two single vectors that start at these places. */
  static float dot(float[] a, int from, float[] b, int other, int dimension) {
    FloatVector even = FloatVector.zero(SPECIES);
    FloatVector odd = FloatVector.zero(SPECIES);
    int k = 0;
    for (; k <= dimension - COLUMNS; k += COLUMNS) {
      even =
          FloatVector.fromArray(SPECIES, a, from + k)
              .fma(FloatVector.fromArray(SPECIES, b, other + k), even);
      odd =
          FloatVector.fromArray(SPECIES, a, from + k + LANES)
              .fma(FloatVector.fromArray(SPECIES, b, other + k + LANES), odd);
    }
    float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
    for (; k < dimension; k++) {
      sum += a[from + k] * b[other + k];
    }
    return sum;
  }

  /** Adds {@code factor} times one vector to another in place. */
  static void addScaled(
      float[] target, int from, float factor, float[] source, int other, int dimension) {
    int k = 0;
    for (; k <= dimension - LANES; k += LANES) {
      FloatVector.fromArray(SPECIES, source, other + k)
          .fma(
              FloatVector.broadcast(SPECIES, factor),
              FloatVector.fromArray(SPECIES, target, from + k))
          .intoArray(target, from + k);
    }
    for (; k < dimension; k++) {
      target[from + k] += factor * source[other + k];
    }
  }
}
