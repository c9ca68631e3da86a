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
  interface Decision {
    /** All pairs of a tile. */
    void whole(int from, int count, int panel);

    /** The pairs of a tile that the filter left. */
    void single(int from, int count, int panel, TileFilter filter);
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
    int firstPanel = upperTriangle ? first / COLUMNS : 0;
    long[] alive = new long[Math.ceilDiv(last - first, ROWS)];
    for (int set = firstPanel / COLUMNS; set * COLUMNS < columns.panels(); set++) {
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
    if (survivors > TileFilter.FEW) {
      decision.whole(from, count, panel);
    } else if (survivors > 0) {
      decision.single(from, count, panel, tiles);
    }
  }
}
