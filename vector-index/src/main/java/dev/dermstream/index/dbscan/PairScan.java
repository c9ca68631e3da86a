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
 * <p>A tile of {@link DotKernel#ROWS} rows and {@link DotKernel#COLUMNS} columns is first held
 * against the {@link Pruning}'s bound; what outlives it is decided by whole vectors, pair by pair
 * or as a tile, whichever is cheaper.
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
  private final Pruning pruning;
  private final Parallelism parallelism;

  PairScan(UnitVectors vectors, double eps, Pruning pruning, Parallelism parallelism) {
    this.values = vectors.values();
    this.dimension = vectors.dimension();
    this.threshold = new CosineThreshold(vectors, eps);
    this.pruning = pruning;
    this.parallelism = parallelism;
  }

  /** Takes one pair; all pairs of one row come from the same worker. */
  @FunctionalInterface
  interface Visitor {
    void pair(int row, int column, int worker);
  }

  /** Every unordered pair of neighbours within {@code selection}. */
  void within(int[] selection, Visitor visitor) {
    int[] ordered = pruning.ordered(selection);
    scan(ordered, ordered, true, visitor);
  }

  /**
   * Every pair of neighbours of a row and a column; the selections must be disjoint. Columns are
   * copied, so let them be the smaller.
   */
  void between(int[] rows, int[] columns, Visitor visitor) {
    scan(pruning.ordered(rows), pruning.ordered(columns), false, visitor);
  }

  private void scan(int[] rows, int[] columns, boolean upperTriangle, Visitor visitor) {
    PackedColumns packed =
        PackedColumns.of(values, dimension, columns.length, i -> columns[i], parallelism);
    PrunedColumns pruned = PrunedColumns.of(pruning, columns, parallelism);
    parallelism.forEach(
        Math.ceilDiv(rows.length, BLOCK),
        (block, worker) -> {
          int first = block * BLOCK;
          int last = Math.min(rows.length, first + BLOCK);
          TileFilter filter = new TileFilter(pruning, pruned, rows, first, last);
          Tile tile = new Tile(rows, columns, upperTriangle, visitor, worker);
          for (int p = upperTriangle ? first / COLUMNS : 0; p < packed.panels(); p++) {
            for (int from = first; from < last; from += ROWS) {
              if (!upperTriangle || (p + 1) * COLUMNS > from + 1) {
                int survivors = filter.survivors((from - first) / ROWS, p);
                if (survivors > TileFilter.FEW) {
                  tile.whole(from, Math.min(ROWS, last - from), p, packed.panel(p));
                } else if (survivors > 0) {
                  tile.single(from, Math.min(ROWS, last - from), p, filter);
                }
              }
            }
          }
        });
  }

  /** Decides the pairs of one tile after another by whole vectors. */
  private final class Tile {
    private final int[] rows;
    private final int[] columns;
    private final boolean upperTriangle;
    private final Visitor visitor;
    private final int worker;
    private final float[] products = new float[ROWS * COLUMNS];
    private final int[] offsets = new int[ROWS];

    Tile(int[] rows, int[] columns, boolean upperTriangle, Visitor visitor, int worker) {
      this.rows = rows;
      this.columns = columns;
      this.upperTriangle = upperTriangle;
      this.visitor = visitor;
      this.worker = worker;
    }

    void whole(int from, int count, int panel, float[] packed) {
      for (int r = 0; r < ROWS; r++) {
        // Rows past the end repeat the last one; their products are not read.
        offsets[r] = rows[from + Math.min(r, count - 1)] * dimension;
      }
      DotKernel.multiply(values, offsets, packed, dimension, products);
      for (int r = 0; r < count; r++) {
        for (int half = 0; half < COLUMNS; half += LANES) {
          int at = r * COLUMNS + half;
          long near =
              FloatVector.fromArray(SPECIES, products, at)
                  .compare(VectorOperators.GE, threshold.lowest)
                  .toLong();
          for (; near != 0; near &= near - 1) {
            int lane = Long.numberOfTrailingZeros(near);
            visit(from + r, panel * COLUMNS + half + lane, products[at + lane]);
          }
        }
      }
    }

    void single(int from, int count, int panel, TileFilter filter) {
      for (int r = 0; r < count; r++) {
        for (long alive = filter.alive(r); alive != 0; alive &= alive - 1) {
          int position = panel * COLUMNS + Long.numberOfTrailingZeros(alive);
          if (wanted(from + r, position)) {
            int row = rows[from + r] * dimension;
            int column = columns[position] * dimension;
            visit(from + r, position, DotKernel.dot(values, row, values, column, dimension));
          }
        }
      }
    }

    private boolean wanted(int rowPosition, int position) {
      return position < columns.length && (!upperTriangle || position > rowPosition);
    }

    private void visit(int rowPosition, int position, float dot) {
      if (wanted(rowPosition, position)
          && threshold.neighbours(rows[rowPosition], columns[position], dot)) {
        visitor.pair(rows[rowPosition], columns[position], worker);
      }
    }
  }
}
