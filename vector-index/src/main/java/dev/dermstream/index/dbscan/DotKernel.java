package dev.dermstream.index.dbscan;

import jdk.incubator.vector.FloatVector;
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

  private DotKernel() {}

  /**
   * Writes {@code tile[r * COLUMNS + c]} = dot of row r and column c.
   *
   * @param rows row-major; row r starts at {@code offsets[r]}
   * @param panel {@code [dimension, COLUMNS]}: column vectors, interleaved
   */
  static void multiply(float[] rows, int[] offsets, float[] panel, int dimension, float[] tile) {
    int o0 = offsets[0];
    int o1 = offsets[1];
    int o2 = offsets[2];
    int o3 = offsets[3];
    int o4 = offsets[4];
    int o5 = offsets[5];
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector l0 = zero, l1 = zero, l2 = zero, l3 = zero, l4 = zero, l5 = zero;
    FloatVector r0 = zero, r1 = zero, r2 = zero, r3 = zero, r4 = zero, r5 = zero;
    for (int k = 0, p = 0; k < dimension; k++, p += COLUMNS) {
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

  private static void store(FloatVector left, FloatVector right, float[] tile, int row) {
    left.intoArray(tile, row * COLUMNS);
    right.intoArray(tile, row * COLUMNS + LANES);
  }
}
