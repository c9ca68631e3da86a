package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * What whole panels of columns have in common, so that one product with a row can rule out all of a
 * panel: with a panel's centre c, every column y' of it has
 *
 * <pre>y y' + t t' = y c + y (y' - c) + t t' &lt;= y c + |y| max |y' - c| + t max t'</pre>
 *
 * <p>The rounding of {@code y c} is covered as that of {@code y y'} is, by {@link
 * PrefixBound#lowest}: no centre is longer than the longest column.
 *
 * @param stage of the {@link Pruning} whose coordinates are looked at; below 0 where no panel is
 *     ruled out
 * @param width how many coordinates those are; 0 if none
 * @param centres {@code [panels, width]}, packed: {@link DotKernel#COLUMNS} panels at a time
 * @param radii {@code [panels, rounded up to whole groups]} how far columns are from the centre at
 *     most
 * @param rests of the same length: the longest rest of a column
 */
@SuppressWarnings("ArrayRecordComponent") // large, owned, never compared
record PanelBounds(int stage, int width, PackedColumns centres, float[] radii, float[] rests) {
  private static final int PANELS_AT_ONCE = 64;

  /** Of the panels that {@link PackedColumns} makes of these columns. */
  static PanelBounds of(Pruning pruning, int stage, int[] columns, Parallelism parallelism) {
    int width = stage < 0 ? 0 : pruning.stages()[stage];
    int panels = stage < 0 ? 0 : Math.ceilDiv(columns.length, COLUMNS);
    float[] centres = new float[panels * width];
    float[] radii = new float[Math.ceilDiv(panels, COLUMNS) * COLUMNS];
    float[] rests = new float[radii.length];
    parallelism.forEach(
        Math.ceilDiv(panels, PANELS_AT_ONCE),
        (item, worker) -> {
          double[] sum = new double[width];
          int last = Math.min(panels, (item + 1) * PANELS_AT_ONCE);
          for (int panel = item * PANELS_AT_ONCE; panel < last; panel++) {
            int from = panel * COLUMNS;
            int to = Math.min(columns.length, from + COLUMNS);
            centre(pruning, columns, from, to, sum, centres, panel * width);
            for (int i = from; i < to; i++) {
              int at = pruning.index(columns[i]);
              radii[panel] =
                  Math.max(radii[panel], distance(pruning, at, centres, panel * width, width));
              rests[panel] = Math.max(rests[panel], pruning.rests()[stage][at]);
            }
          }
        });
    PackedColumns packed =
        PackedColumns.of(centres, width, panels, IntUnaryOperator.identity(), parallelism);
    return new PanelBounds(stage, width, packed, radii, rests);
  }

  private static void centre(
      Pruning pruning, int[] columns, int from, int to, double[] sum, float[] centres, int target) {
    Arrays.fill(sum, 0);
    for (int i = from; i < to; i++) {
      int start = pruning.index(columns[i]) * pruning.width();
      for (int k = 0; k < sum.length; k++) {
        sum[k] += pruning.coordinates()[start + k];
      }
    }
    for (int k = 0; k < sum.length; k++) {
      centres[target + k] = (float) (sum[k] / (to - from));
    }
  }

  /** Rounded up. */
  private static float distance(Pruning pruning, int at, float[] centres, int centre, int width) {
    double square = 0;
    int start = at * pruning.width();
    for (int k = 0; k < width; k++) {
      double difference = (double) pruning.coordinates()[start + k] - centres[centre + k];
      square += difference * difference;
    }
    return Math.nextUp((float) Math.sqrt(square));
  }
}
