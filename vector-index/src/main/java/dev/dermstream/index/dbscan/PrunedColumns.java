package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;

/**
 * The leading coordinates of a scan's columns in panels, and their rests in the same order.
 *
 * @param coordinates packed; no panels where nothing is pruned
 * @param rests {@code [stage][columns, rounded up to whole panels]}
 */
@SuppressWarnings("ArrayRecordComponent") // large, owned, never compared
record PrunedColumns(PackedColumns coordinates, float[][] rests) {
  static PrunedColumns of(Pruning pruning, int[] columns, Parallelism parallelism) {
    int count = pruning.stages().length == 0 ? 0 : columns.length;
    PackedColumns coordinates =
        PackedColumns.of(
            pruning.coordinates(), pruning.width(), count, i -> columns[i], parallelism);
    float[][] rests = new float[pruning.stages().length][coordinates.panels() * COLUMNS];
    for (int stage = 0; stage < rests.length; stage++) {
      for (int i = 0; i < count; i++) {
        rests[stage][i] = pruning.rests()[stage][columns[i]];
      }
    }
    return new PrunedColumns(coordinates, rests);
  }
}
