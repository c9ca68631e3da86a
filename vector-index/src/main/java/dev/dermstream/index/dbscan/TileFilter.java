package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;
import static dev.dermstream.index.dbscan.DotKernel.LANES;
import static dev.dermstream.index.dbscan.DotKernel.ROWS;
import static dev.dermstream.index.dbscan.DotKernel.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Finds which pairs of a tile may be neighbours, by the leading coordinates of a block of rows and
 * of a panel of columns. Not thread-safe.
 */
final class TileFilter {
  /** Up to so many pairs of a tile are cheaper to decide one by one. */
  static final int FEW = ROWS * COLUMNS / 8;

  private final Pruning pruning;
  private final PrunedColumns columns;
  private final float[] rows;
  private final float[][] rests;
  private final int[] offsets = new int[ROWS];
  private final float[] tile = new float[ROWS * COLUMNS];
  private final long[] alive = new long[ROWS];

  /**
   * Copies what it needs of the rows, so that a block lies together in the cache.
   *
   * @param selection whose positions {@code first} to {@code last - 1} are the block
   */
  TileFilter(Pruning pruning, PrunedColumns columns, int[] selection, int first, int last) {
    this.pruning = pruning;
    this.columns = columns;
    int width = pruning.width();
    rows = new float[(last - first) * width];
    rests = new float[pruning.stages().length][last - first];
    for (int i = 0; i < last - first; i++) {
      int row = pruning.index(selection[first + i]);
      System.arraycopy(pruning.coordinates(), row * width, rows, i * width, width);
      for (int stage = 0; stage < rests.length; stage++) {
        rests[stage][i] = pruning.rests()[stage][row];
      }
    }
  }

  /**
   * How many pairs of a tile may be neighbours; all of them where nothing is pruned.
   *
   * @param group of the block's rows: its first is {@code group * ROWS}
   */
  int survivors(int group, int panel) {
    int[] stages = pruning.stages();
    int left = ROWS * COLUMNS;
    start(group);
    for (int stage = 0; stage < stages.length && left > 0; stage++) {
      left = survivors(group, panel, stage);
    }
    return left;
  }

  /** How many pairs of a tile of the block's first rows outlive each stage. */
  int[] survivorsByStage(int panel) {
    int[] left = new int[pruning.stages().length];
    start(0);
    for (int stage = 0; stage < left.length; stage++) {
      left[stage] = survivors(0, panel, stage);
    }
    return left;
  }

  /** The columns of the panel that may be neighbours of a row of the tile, one bit each. */
  long alive(int tileRow) {
    return alive[tileRow];
  }

  private void start(int group) {
    int height = rows.length == 0 ? 1 : rows.length / pruning.width();
    for (int r = 0; r < ROWS; r++) {
      // Rows past the end repeat the last one; their bits are not read.
      offsets[r] = Math.min(group * ROWS + r, height - 1) * pruning.width();
    }
    Arrays.fill(tile, 0);
  }

  private int survivors(int group, int panel, int stage) {
    int from = stage == 0 ? 0 : pruning.stages()[stage - 1];
    DotKernel.add(
        rows, offsets, columns.coordinates().panel(panel), from, pruning.stages()[stage], tile);
    float[] columnRests = columns.rests()[stage];
    float[] rowRests = rests[stage];
    FloatVector left = FloatVector.fromArray(SPECIES, columnRests, panel * COLUMNS);
    FloatVector right = FloatVector.fromArray(SPECIES, columnRests, panel * COLUMNS + LANES);
    int count = 0;
    for (int r = 0; r < ROWS; r++) {
      float rest = rowRests[Math.min(group * ROWS + r, rowRests.length - 1)];
      long bits = reaching(left, rest, r * COLUMNS);
      bits |= reaching(right, rest, r * COLUMNS + LANES) << LANES;
      alive[r] = bits;
      count += Long.bitCount(bits);
    }
    return count;
  }

  private long reaching(FloatVector columnRests, float rest, int at) {
    return columnRests
        .fma(FloatVector.broadcast(SPECIES, rest), FloatVector.fromArray(SPECIES, tile, at))
        .compare(VectorOperators.GE, pruning.lowest())
        .toLong();
  }
}
