package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;
import static dev.dermstream.index.dbscan.DotKernel.LANES;
import static dev.dermstream.index.dbscan.DotKernel.ROWS;
import static dev.dermstream.index.dbscan.DotKernel.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Finds which panels may hold neighbours of a block of rows, {@link DotKernel#ROWS} rows and {@link
 * DotKernel#COLUMNS} panels at once. Not thread-safe.
 */
final class PanelFilter {
  private final Pruning pruning;
  private final PanelBounds bounds;
  private final int panels;
  private final int[] rowPlaces;
  private final float[] lengths;
  private final float[] rests;
  private final int[] offsets = new int[ROWS];
  private final float[] tile = new float[ROWS * COLUMNS];

  /**
   * @param pruning of the rows
   * @param bounds of the columns, by the same axes and stages
   * @param panels how many there are
   * @param rows whose positions {@code first} to {@code last - 1} are the block
   */
  PanelFilter(Pruning pruning, PanelBounds bounds, int panels, int[] rows, int first, int last) {
    this.pruning = pruning;
    this.bounds = bounds;
    this.panels = panels;
    int height = bounds.width() == 0 ? 0 : last - first;
    rowPlaces = new int[height];
    lengths = new float[height];
    rests = new float[height];
    for (int i = 0; i < height; i++) {
      rowPlaces[i] = pruning.index(rows[first + i]);
      lengths[i] = length(rowPlaces[i]);
      rests[i] = pruning.rests()[bounds.stage()][rowPlaces[i]];
    }
  }

  /** Rounded up. */
  private float length(int place) {
    double square = 0;
    int from = place * pruning.width();
    for (int k = from; k < from + bounds.width(); k++) {
      square += (double) pruning.coordinates()[k] * pruning.coordinates()[k];
    }
    return Math.nextUp((float) Math.sqrt(square));
  }

  /**
   * The panels that may hold neighbours of a group of rows, one bit each.
   *
   * @param group of the block's rows: its first is {@code group * ROWS}
   * @param set of panels: its first is {@code set * COLUMNS}
   */
  long alive(int group, int set) {
    int held = Math.min(COLUMNS, panels - set * COLUMNS);
    long all = -1L >>> (Long.SIZE - held);
    if (rowPlaces.length == 0) {
      return all;
    }
    for (int r = 0; r < ROWS; r++) {
      offsets[r] = rowPlaces[row(group, r)] * pruning.width();
    }
    Arrays.fill(tile, 0);
    DotKernel.add(
        pruning.coordinates(), offsets, bounds.centres().panel(set), 0, bounds.width(), tile);
    return all
        & (reaching(group, set * COLUMNS, 0) | reaching(group, set * COLUMNS, LANES) << LANES);
  }

  /** Rows past the end repeat the last one. */
  private int row(int group, int r) {
    return Math.min(group * ROWS + r, rowPlaces.length - 1);
  }

  private long reaching(int group, int firstPanel, int half) {
    FloatVector radii = FloatVector.fromArray(SPECIES, bounds.radii(), firstPanel + half);
    FloatVector columnRests = FloatVector.fromArray(SPECIES, bounds.rests(), firstPanel + half);
    long reaching = 0;
    for (int r = 0; r < ROWS; r++) {
      FloatVector product = FloatVector.fromArray(SPECIES, tile, r * COLUMNS + half);
      int row = row(group, r);
      FloatVector bound =
          columnRests.fma(
              FloatVector.broadcast(SPECIES, rests[row]),
              radii.fma(FloatVector.broadcast(SPECIES, lengths[row]), product));
      reaching |= bound.compare(VectorOperators.GE, pruning.lowest()).toLong();
    }
    return reaching;
  }
}
