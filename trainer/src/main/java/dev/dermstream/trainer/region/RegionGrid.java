package dev.dermstream.trainer.region;

import dev.dermstream.trainer.dataset.Region;
import java.util.List;

/** How much of each cell of a grid over a picture lies in the boxes of lesions. */
final class RegionGrid {
  private RegionGrid() {}

  /**
   * Shares, 0 to 1. Where boxes overlap, the larger share counts.
   *
   * @param side cells of a row and of a column
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   * @return {@code [side, side]}, row by row
   */
  static float[] of(List<Region> regions, int width, int height, int side) {
    float[] shares = new float[side * side];
    double cellWidth = (double) width / side;
    double cellHeight = (double) height / side;
    for (Region region : regions) {
      for (int row = 0; row < side; row++) {
        double rows = common(row * cellHeight, cellHeight, region.y(), region.height());
        for (int column = 0; column < side; column++) {
          double columns = common(column * cellWidth, cellWidth, region.x(), region.width());
          float share = (float) (rows * columns / (cellWidth * cellHeight));
          shares[row * side + column] = Math.max(shares[row * side + column], share);
        }
      }
    }
    return shares;
  }

  /** Length of what two intervals have in common. */
  private static double common(double start, double length, double otherStart, double otherLength) {
    double end = Math.min(start + length, otherStart + otherLength);
    return Math.max(0, end - Math.max(start, otherStart));
  }

  /** The grid of the mirrored or upended picture. */
  static void copy(float[] grid, int side, boolean mirrored, boolean upended, float[] out, int at) {
    for (int row = 0; row < side; row++) {
      int from = (upended ? side - 1 - row : row) * side;
      for (int column = 0; column < side; column++) {
        out[at + row * side + column] = grid[from + (mirrored ? side - 1 - column : column)];
      }
    }
  }
}
