package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;
import static dev.dermstream.index.dbscan.DotKernel.ROWS;

import org.jspecify.annotations.Nullable;

/**
 * Meets a block of rows with all columns, panel by panel, so that a panel stays in the cache while
 * the groups of the block have their turn. Not thread-safe.
 */
final class BlockScan {
  /** Decides what cannot be ruled out. */
  @FunctionalInterface
  interface Decision {
    /**
     * Decides the pairs of a tile.
     *
     * @param survivors how many the filter left, over 0; all of them where nothing is pruned
     * @param filter knows which
     */
    void tile(int from, int count, int panel, int survivors, TileFilter filter);
  }

  private final Pruning pruning;
  private final PrunedColumns columns;
  private final int[] rows;
  private final int first;
  private final int last;
  private final Decision decision;
  private final PanelFilter panels;
  private @Nullable TileFilter tiles;

  /**
   * @param pruning of the rows
   * @param rows whose positions {@code first} to {@code last - 1} are the block
   */
  BlockScan(
      Pruning pruning, PrunedColumns columns, int[] rows, int first, int last, Decision decision) {
    this.pruning = pruning;
    this.columns = columns;
    this.rows = rows;
    this.first = first;
    this.last = last;
    this.decision = decision;
    panels = new PanelFilter(pruning, columns.bounds(), columns.panels(), rows, first, last);
  }

  /**
   * Scans.
   *
   * @param upperTriangle whether rows and columns are one selection, of which pairs below the
   *     diagonal are left to other blocks
   */
  void run(boolean upperTriangle) {
    run(upperTriangle, upperTriangle ? first / COLUMNS : 0, columns.panels());
  }

  /** Scans some panels: from a multiple of {@link DotKernel#COLUMNS} to before {@code end}. */
  void run(int firstPanel, int end) {
    run(false, firstPanel, end);
  }

  private void run(boolean upperTriangle, int firstPanel, int end) {
    long[] alive = new long[Math.ceilDiv(last - first, ROWS)];
    for (int set = firstPanel / COLUMNS; set * COLUMNS < end; set++) {
      long any = 0;
      for (int group = 0; group < alive.length; group++) {
        alive[group] = panels.alive(group, set);
        any |= alive[group];
      }
      any &= -1L << Math.max(0, firstPanel - set * COLUMNS);
      for (; any != 0; any &= any - 1) {
        int bit = Long.numberOfTrailingZeros(any);
        int panel = set * COLUMNS + bit;
        for (int group = 0; group < alive.length; group++) {
          boolean above = !upperTriangle || (panel + 1) * COLUMNS > first + group * ROWS + 1;
          if (above && ((alive[group] >> bit) & 1) != 0) {
            tile(group, panel);
          }
        }
      }
    }
  }

  private void tile(int group, int panel) {
    if (tiles == null) {
      tiles = new TileFilter(pruning, columns, rows, first, last);
    }
    int survivors = tiles.survivors(group, panel);
    int from = first + group * ROWS;
    int count = Math.min(ROWS, last - from);
    if (survivors > 0) {
      decision.tile(from, count, panel, survivors, tiles);
    }
  }
}
