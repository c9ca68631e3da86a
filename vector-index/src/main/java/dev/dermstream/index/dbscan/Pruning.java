package dev.dermstream.index.dbscan;

import dev.dermstream.index.vectors.UnitVectors;
import java.util.Arrays;

/**
 * What spares a scan most of its products: the vectors' leading coordinates along {@link
 * PrincipalAxes}, the lengths of what they leave out, and an order that gathers neighbours. Few
 * coordinates rule out most pairs by {@link PrefixBound}; the rest is decided by whole vectors, so
 * the outcome is that of a plain scan. Immutable and thread-safe.
 *
 * @param axes along which the coordinates are taken; none where nothing is pruned
 * @param first number of the first vector; the arrays begin with it
 * @param width coordinates kept of every vector: the last of the stages, or 0
 * @param coordinates {@code [n, width]} row-major
 * @param stages after how many coordinates a tile is held against the bound, ascending; empty where
 *     nothing is pruned
 * @param panelStage by whose coordinates whole panels are ruled out first; below 0 for none
 * @param rests {@code [stage][n]} length of what the first coordinates leave out
 * @param lowest pairs whose bound is below are no neighbours
 * @param places {@code [n]} place of every vector in the order; empty where nothing is pruned
 */
@SuppressWarnings("ArrayRecordComponent") // large, owned, never compared
record Pruning(
    PrincipalAxes axes,
    int first,
    int width,
    float[] coordinates,
    int[] stages,
    int panelStage,
    float[][] rests,
    float lowest,
    int[] places) {
  /** With fewer vectors or shorter ones, the axes cost more than they save. */
  private static final int LEAST_COUNT = 4096;

  private static final int LEAST_DIMENSION = 64;

  /** So many axes find nearly all there is to find; more cost more than they prune. */
  private static final int PART_WITH_AXES = 3;

  /** Every pair is decided by whole vectors. */
  static Pruning none() {
    PrincipalAxes axes = new PrincipalAxes(new float[0], 0, 0, 0);
    return new Pruning(axes, 0, 0, new float[0], new int[0], -1, new float[0][], 0, new int[0]);
  }

  /** The cheapest pruning for these vectors, by a sample of their pairs; perhaps none. */
  static Pruning choose(UnitVectors vectors, double eps, Parallelism parallelism) {
    if (vectors.count() < LEAST_COUNT || vectors.dimension() < LEAST_DIMENSION) {
      return none();
    }
    int dimension = vectors.dimension();
    PrincipalAxes axes =
        PrincipalAxes.of(vectors.values(), dimension, dimension / PART_WITH_AXES, parallelism);
    if (axes.skew() > PrefixBound.MOST_SKEW) {
      return none();
    }
    int[] places = places(vectors, axes, parallelism);
    StageChoice.Chosen chosen = StageChoice.of(vectors, axes, places, eps, parallelism);
    return chosen.stages().length == 0
        ? none()
        : of(vectors, axes, places, chosen, eps, parallelism);
  }

  /** A given pruning. */
  static Pruning of(
      UnitVectors vectors,
      int axisCount,
      StageChoice.Chosen chosen,
      double eps,
      Parallelism parallelism) {
    PrincipalAxes axes =
        PrincipalAxes.of(vectors.values(), vectors.dimension(), axisCount, parallelism);
    int[] places = places(vectors, axes, parallelism);
    return of(vectors, axes, places, chosen, eps, parallelism);
  }

  private static int[] places(UnitVectors vectors, PrincipalAxes axes, Parallelism parallelism) {
    int width = Math.min(axes.count(), LEAST_DIMENSION);
    return PivotOrder.places(
        axes.coordinates(vectors.values(), width, parallelism), width, parallelism);
  }

  private static Pruning of(
      UnitVectors vectors,
      PrincipalAxes axes,
      int[] places,
      StageChoice.Chosen chosen,
      double eps,
      Parallelism parallelism) {
    PrefixBound bound = new PrefixBound(axes);
    int[] stages = chosen.stages();
    int width = stages[stages.length - 1];
    float[] coordinates = axes.coordinates(vectors.values(), width, parallelism);
    float[][] rests = rests(coordinates, width, stages, bound);
    return new Pruning(
        axes, 0, width, coordinates, stages, chosen.panelStage(), rests, bound.lowest(eps), places);
  }

  static float[][] rests(float[] coordinates, int width, int[] stages, PrefixBound bound) {
    int n = coordinates.length / width;
    float[][] rests = new float[stages.length][n];
    for (int row = 0; row < n; row++) {
      double square = 0;
      int k = 0;
      for (int stage = 0; stage < stages.length; stage++) {
        for (; k < stages[stage]; k++) {
          double value = coordinates[row * width + k];
          square += value * value;
        }
        rests[stage][row] = bound.rest(square);
      }
    }
    return rests;
  }

  /**
   * The same axes and stages for the last of these vectors, in an order of their own.
   *
   * @param from number of the first of them
   */
  Pruning continued(UnitVectors vectors, int from, Parallelism parallelism) {
    int dimension = vectors.dimension();
    float[] values =
        Arrays.copyOfRange(vectors.values(), from * dimension, vectors.count() * dimension);
    float[] added = axes.coordinates(values, width, parallelism);
    return new Pruning(
        axes,
        from,
        width,
        added,
        stages,
        panelStage,
        rests(added, width, stages, new PrefixBound(axes)),
        lowest,
        PivotOrder.places(added, width, parallelism));
  }

  /** What can be {@link #continued}, without the vectors' coordinates. */
  Pruning axesAlone() {
    return new Pruning(
        axes, first, width, new float[0], stages, panelStage, new float[0][], lowest, new int[0]);
  }

  /** Where a vector stands in the arrays. */
  int index(int row) {
    return row - first;
  }

  /** A selection of vectors in the order in which tiles of it are best scanned. */
  int[] ordered(int[] selection) {
    if (places.length == 0) {
      return selection;
    }
    long[] keys = new long[selection.length];
    Arrays.setAll(keys, i -> ((long) places[index(selection[i])] << 32) | selection[i]);
    Arrays.parallelSort(keys);
    int[] ordered = new int[selection.length];
    Arrays.setAll(ordered, i -> (int) keys[i]);
    return ordered;
  }
}
