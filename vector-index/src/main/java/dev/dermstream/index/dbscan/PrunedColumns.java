package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;

/**
 * The leading coordinates of a scan's columns in panels, their rests in the same order, and what
 * whole panels have in common.
 *
 * @param panels number of panels, pruned or not
 * @param coordinates packed; no panels where nothing is pruned
 * @param rests {@code [stage][columns, rounded up to whole panels]}
 */
@SuppressWarnings("ArrayRecordComponent") // large, owned, never compared
record PrunedColumns(int panels, PackedColumns coordinates, float[][] rests, PanelBounds bounds) {
  static PrunedColumns of(Pruning pruning, int[] columns, Parallelism parallelism) {
    return of(pruning, pruning.panelStage(), columns, parallelism);
  }

  /**
   * As {@link #of(Pruning, int[], Parallelism)}.
   *
   * @param panelStage by whose coordinates whole panels are ruled out
   */
  static PrunedColumns of(Pruning pruning, int panelStage, int[] columns, Parallelism parallelism) {
    int count = pruning.stages().length == 0 ? 0 : columns.length;
    PackedColumns coordinates =
        PackedColumns.of(
            pruning.coordinates(),
            pruning.width(),
            count,
            i -> pruning.index(columns[i]),
            parallelism);
    float[][] rests = new float[pruning.stages().length][coordinates.panels() * COLUMNS];
    for (int stage = 0; stage < rests.length; stage++) {
      for (int i = 0; i < count; i++) {
        rests[stage][i] = pruning.rests()[stage][pruning.index(columns[i])];
      }
    }
    return new PrunedColumns(
        Math.ceilDiv(columns.length, COLUMNS),
        coordinates,
        rests,
        PanelBounds.of(pruning, panelStage, columns, parallelism));
  }
}
