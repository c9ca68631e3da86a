package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;
import static dev.dermstream.index.dbscan.DotKernel.LANES;
import static dev.dermstream.index.dbscan.DotKernel.ROWS;
import static dev.dermstream.index.dbscan.DotKernel.SPECIES;

import dev.dermstream.index.vectors.UnitVectors;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Visits every pair of neighbours between two selections of the vectors, by blocks of rows, keeping
 * no list of them: memory is one copy of the columns, however dense the data.
 *
 * <p>Panels, then tiles of {@link DotKernel#ROWS} rows and {@link DotKernel#COLUMNS} columns are
 * held against the {@link Pruning}'s bounds; what outlives them is decided by whole vectors, pair
 * by pair or as a tile, whichever is cheaper.
 */
final class PairScan {
  /** Row groups that share a panel while it is in the cache. */
  private static final int GROUPS_PER_BLOCK = 8;

  private static final int BLOCK = GROUPS_PER_BLOCK * ROWS;

  /** So many rows' coordinates stay in the second level's cache. */
  private static final int FEW_ROWS = 40 * ROWS;

  private static final int PANELS_AT_ONCE = 8 * COLUMNS;

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

    /** Whether it would learn nothing from a pair, so that nobody need look at its vectors. */
    default boolean knows(int row, int column, int worker) {
      return false;
    }
  }

  /**
   * Vectors as columns of scans.
   *
   * @param pruning of the vectors
   * @param selection ascending by their places in the pruning's order
   * @param packed whole vectors; no panels where every pair is decided singly
   * @param pruned what is known of them by few coordinates
   */
  @SuppressWarnings("ArrayRecordComponent") // large, owned, never compared
  record Columns(Pruning pruning, int[] selection, PackedColumns packed, PrunedColumns pruned) {
    /** Without the copy of the whole vectors, to be met by few rows and not by one another. */
    Columns light() {
      return new Columns(pruning.axesAlone(), selection, PackedColumns.none(), pruned);
    }
  }

  /** Copies vectors into columns, from {@code first} to {@code last - 1}. */
  Columns columns(Pruning pruning, int first, int last) {
    return columns(pruning, IntStream.range(first, last).toArray());
  }

  /** Copies vectors into columns. */
  Columns columns(Pruning pruning, int[] selection) {
    int[] ordered = pruning.ordered(selection);
    return new Columns(
        pruning,
        ordered,
        PackedColumns.of(values, dimension, ordered.length, i -> ordered[i], parallelism),
        PrunedColumns.of(pruning, ordered, parallelism));
  }

  /** Every unordered pair of neighbours within the columns. */
  void within(Columns columns, Visitor visitor) {
    scan(columns.pruning(), columns.selection(), columns, true, visitor);
  }

  /**
   * Every pair of neighbours of a row and a column, which must be disjoint.
   *
   * @param pruning of the rows, by the same axes and stages as that of the columns
   */
  void between(Pruning pruning, int[] rows, Columns columns, Visitor visitor) {
    scan(pruning, pruning.ordered(rows), columns, false, visitor);
  }

  /**
   * As {@link #between} where rows are few and columns many: a panel is read once for many rows,
   * and workers share the panels.
   *
   * @param rows in the order of their pruning
   */
  void few(Pruning pruning, int[] rows, Columns columns, Visitor visitor) {
    int parts = Math.ceilDiv(columns.pruned().panels(), PANELS_AT_ONCE);
    parallelism.forEach(
        parts * Math.ceilDiv(rows.length, FEW_ROWS),
        (item, worker) -> {
          int first = item / parts * FEW_ROWS;
          int last = Math.min(rows.length, first + FEW_ROWS);
          int panel = item % parts * PANELS_AT_ONCE;
          Tile tile = new Tile(rows, columns, false, visitor, worker);
          new BlockScan(pruning, columns.pruned(), rows, first, last, tile)
              .run(panel, Math.min(columns.pruned().panels(), panel + PANELS_AT_ONCE));
        });
  }

  private void scan(
      Pruning pruning, int[] rows, Columns columns, boolean upperTriangle, Visitor visitor) {
    parallelism.forEach(
        Math.ceilDiv(rows.length, BLOCK),
        (block, worker) -> {
          int first = block * BLOCK;
          int last = Math.min(rows.length, first + BLOCK);
          Tile tile = new Tile(rows, columns, upperTriangle, visitor, worker);
          new BlockScan(pruning, columns.pruned(), rows, first, last, tile).run(upperTriangle);
        });
  }

  /** Decides the pairs of one tile after another by whole vectors. */
  private final class Tile implements BlockScan.Decision {
    private final int[] rows;
    private final int[] columns;
    private final PackedColumns packed;
    private final boolean upperTriangle;
    private final Visitor visitor;
    private final int worker;
    private final float[] products = new float[ROWS * COLUMNS];
    private final int[] offsets = new int[ROWS];

    Tile(int[] rows, Columns columns, boolean upperTriangle, Visitor visitor, int worker) {
      this.rows = rows;
      this.columns = columns.selection();
      this.packed = columns.packed();
      this.upperTriangle = upperTriangle;
      this.visitor = visitor;
      this.worker = worker;
    }

    @Override
    public void tile(int from, int count, int panel, int survivors, TileFilter filter) {
      if (survivors > TileFilter.FEW && packed.panels() > 0) {
        whole(from, count, panel);
      } else {
        single(from, count, panel, filter);
      }
    }

    private void whole(int from, int count, int panel) {
      for (int r = 0; r < ROWS; r++) {
        // Rows past the end repeat the last one; their products are not read.
        offsets[r] = rows[from + Math.min(r, count - 1)] * dimension;
      }
      DotKernel.multiply(values, offsets, packed.panel(panel), dimension, products);
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

    private void single(int from, int count, int panel, TileFilter filter) {
      for (int r = 0; r < count; r++) {
        for (long alive = filter.alive(r); alive != 0; alive &= alive - 1) {
          int position = panel * COLUMNS + Long.numberOfTrailingZeros(alive);
          if (wanted(from + r, position)
              && !visitor.knows(rows[from + r], columns[position], worker)) {
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
