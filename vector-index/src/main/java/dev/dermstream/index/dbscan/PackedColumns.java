package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;
import static dev.dermstream.index.dbscan.DotKernel.ROWS;

import java.util.function.IntUnaryOperator;

/**
 * Vectors in the order in which {@link DotKernel} reads them: panels of {@link DotKernel#COLUMNS},
 * interleaved; the places past the last vector hold zeros. Immutable and thread-safe.
 */
final class PackedColumns {
  private final float[][] panels;
  private final int count;
  private final int dimension;

  private PackedColumns(float[][] panels, int count, int dimension) {
    this.panels = panels;
    this.count = count;
    this.dimension = dimension;
  }

  /** No columns. */
  static PackedColumns none() {
    return new PackedColumns(new float[0][], 0, 0);
  }

  /**
   * Packs a selection of vectors.
   *
   * @param values {@code [n, dimension]} row-major
   * @param count number of columns
   * @param row of {@code values} that becomes a column
   */
  static PackedColumns of(
      float[] values, int dimension, int count, IntUnaryOperator row, Parallelism parallelism) {
    float[][] panels = new float[Math.ceilDiv(count, COLUMNS)][];
    parallelism.forEach(
        panels.length,
        (panel, worker) -> panels[panel] = pack(values, dimension, count, row, panel));
    return new PackedColumns(panels, count, dimension);
  }

  private static float[] pack(
      float[] values, int dimension, int count, IntUnaryOperator row, int panel) {
    float[] packed = new float[dimension * COLUMNS];
    int first = panel * COLUMNS;
    for (int c = 0; c < Math.min(COLUMNS, count - first); c++) {
      int from = row.applyAsInt(first + c) * dimension;
      for (int k = 0; k < dimension; k++) {
        packed[k * COLUMNS + c] = values[from + k];
      }
    }
    return packed;
  }

  int panels() {
    return panels.length;
  }

  /** {@code [dimension, COLUMNS]}. */
  float[] panel(int panel) {
    return panels[panel];
  }

  /**
   * Writes the dot products of rows with all columns, row-major {@code [last - first, count]}.
   *
   * @param rows {@code [m, dimension]} row-major
   */
  void multiply(float[] rows, int first, int last, float[] products) {
    float[] tile = new float[ROWS * COLUMNS];
    int[] offsets = new int[ROWS];
    for (int p = 0; p < panels.length; p++) {
      int width = Math.min(COLUMNS, count - p * COLUMNS);
      for (int from = first; from < last; from += ROWS) {
        int height = Math.min(ROWS, last - from);
        for (int r = 0; r < ROWS; r++) {
          // Rows past the end repeat the last one; their products are not read.
          offsets[r] = (from + Math.min(r, height - 1)) * dimension;
        }
        DotKernel.multiply(rows, offsets, panels[p], dimension, tile);
        for (int r = 0; r < height; r++) {
          System.arraycopy(
              tile, r * COLUMNS, products, (from - first + r) * count + p * COLUMNS, width);
        }
      }
    }
  }
}
