package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;
import static dev.dermstream.index.dbscan.DotKernel.LANES;
import static dev.dermstream.index.dbscan.DotKernel.ROWS;
import static dev.dermstream.index.dbscan.DotKernel.SPECIES;

import dev.dermstream.index.vectors.UnitVectors;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Visits every pair of neighbours between two selections of the vectors, by blocks of rows, keeping
 * no list of them: memory is one copy of the columns, however dense the data.
 *
 * <p>If rows and columns are one and the same selection, each unordered pair is visited once and no
 * vector is paired with itself.
 */
final class PairScan {
  /** Row groups that share a panel while it is in the cache. */
  private static final int GROUPS_PER_BLOCK = 8;

  private static final int BLOCK = GROUPS_PER_BLOCK * ROWS;

  private final float[] values;
  private final int dimension;
  private final CosineThreshold threshold;
  private final Parallelism parallelism;

  PairScan(UnitVectors vectors, double eps, Parallelism parallelism) {
    this.values = vectors.values();
    this.dimension = vectors.dimension();
    this.threshold = new CosineThreshold(vectors, eps);
    this.parallelism = parallelism;
  }

  /** Takes one pair; all pairs of one row come from the same worker. */
  @FunctionalInterface
  interface Visitor {
    void pair(int row, int column, int worker);
  }

  /** Every unordered pair of neighbours within {@code selection}. */
  void within(int[] selection, Visitor visitor) {
    scan(selection, selection, true, visitor);
  }

  /** Every pair of neighbours of a row and a column; the selections must be disjoint. */
  void between(int[] rows, int[] columns, Visitor visitor) {
    scan(rows, columns, false, visitor);
  }

  private void scan(int[] rows, int[] columns, boolean upperTriangle, Visitor visitor) {
    float[][] panels = new float[Math.ceilDiv(columns.length, COLUMNS)][];
    parallelism.forEach(panels.length, (panel, worker) -> panels[panel] = pack(columns, panel));
    parallelism.forEach(
        Math.ceilDiv(rows.length, BLOCK),
        (block, worker) -> {
          int first = block * BLOCK;
          int last = Math.min(rows.length, first + BLOCK);
          float[] tile = new float[ROWS * COLUMNS];
          int[] offsets = new int[ROWS];
          for (int p = upperTriangle ? first / COLUMNS : 0; p < panels.length; p++) {
            for (int from = first; from < last; from += ROWS) {
              int count = Math.min(ROWS, last - from);
              for (int r = 0; r < ROWS; r++) {
                // Rows past the end repeat the last one; their products are not read.
                offsets[r] = rows[from + Math.min(r, count - 1)] * dimension;
              }
              DotKernel.multiply(values, offsets, panels[p], dimension, tile);
              for (int r = 0; r < count; r++) {
                int smallest = upperTriangle ? from + r + 1 : 0;
                visitRow(rows[from + r], columns, p * COLUMNS, smallest, tile, r, visitor, worker);
              }
            }
          }
        });
  }

  private void visitRow(
      int row,
      int[] columns,
      int firstColumn,
      int smallest,
      float[] tile,
      int tileRow,
      Visitor visitor,
      int worker) {
    for (int half = 0; half < COLUMNS; half += LANES) {
      int at = tileRow * COLUMNS + half;
      long near =
          FloatVector.fromArray(SPECIES, tile, at)
              .compare(VectorOperators.GE, threshold.lowest)
              .toLong();
      for (; near != 0; near &= near - 1) {
        int lane = Long.numberOfTrailingZeros(near);
        int position = firstColumn + half + lane;
        if (position >= smallest
            && position < columns.length
            && threshold.neighbours(row, columns[position], tile[at + lane])) {
          visitor.pair(row, columns[position], worker);
        }
      }
    }
  }

  private float[] pack(int[] columns, int panel) {
    float[] packed = new float[dimension * COLUMNS];
    int first = panel * COLUMNS;
    for (int c = 0; c < Math.min(COLUMNS, columns.length - first); c++) {
      int from = columns[first + c] * dimension;
      for (int k = 0; k < dimension; k++) {
        packed[k * COLUMNS + c] = values[from + k];
      }
    }
    return packed;
  }
}
