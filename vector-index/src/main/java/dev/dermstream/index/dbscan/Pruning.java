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
 * @param width coordinates kept of every vector: the last of the stages, or 0
 * @param coordinates {@code [n, width]} row-major
 * @param stages after how many coordinates a tile is held against the bound, ascending; empty where
 *     nothing is pruned
 * @param rests {@code [stage][n]} length of what the first coordinates leave out
 * @param lowest pairs whose bound is below are no neighbours
 * @param places {@code [n]} place of every vector in the order; empty where nothing is pruned
 */
@SuppressWarnings("ArrayRecordComponent") // large, owned, never compared
record Pruning(
    PrincipalAxes axes,
    int width,
    float[] coordinates,
    int[] stages,
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
    return new Pruning(axes, 0, new float[0], new int[0], new float[0][], 0, new int[0]);
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
    int[] stages = StageChoice.of(vectors, axes, places, eps, parallelism);
    return stages.length == 0 ? none() : of(vectors, axes, places, stages, eps, parallelism);
  }

  /** A given pruning. */
  static Pruning of(
      UnitVectors vectors, int axisCount, int[] stages, double eps, Parallelism parallelism) {
    PrincipalAxes axes =
        PrincipalAxes.of(vectors.values(), vectors.dimension(), axisCount, parallelism);
    int[] places = places(vectors, axes, parallelism);
    return of(vectors, axes, places, stages, eps, parallelism);
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
      int[] stages,
      double eps,
      Parallelism parallelism) {
    PrefixBound bound = new PrefixBound(axes);
    int width = stages[stages.length - 1];
    float[] coordinates = axes.coordinates(vectors.values(), width, parallelism);
    float[][] rests = rests(coordinates, width, stages, bound);
    return new Pruning(axes, width, coordinates, stages, rests, bound.lowest(eps), places);
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
   * The same axes and stages for these vectors and more, which stand last in the order.
   *
   * @param vectors the first of them are those that this pruning was made for
   */
  Pruning extended(UnitVectors vectors, Parallelism parallelism) {
    if (stages.length == 0) {
      return this;
    }
    int n = vectors.count();
    int known = places.length;
    int dimension = vectors.dimension();
    float[] more = Arrays.copyOfRange(vectors.values(), known * dimension, n * dimension);
    float[] added = axes.coordinates(more, width, parallelism);
    float[][] addedRests = rests(added, width, stages, new PrefixBound(axes));
    float[][] allRests = new float[stages.length][];
    Arrays.setAll(allRests, stage -> joined(rests[stage], addedRests[stage]));
    int[] allPlaces = Arrays.copyOf(places, n);
    for (int row = known; row < n; row++) {
      allPlaces[row] = row;
    }
    return new Pruning(
        axes, width, joined(coordinates, added), stages, allRests, lowest, allPlaces);
  }

  private static float[] joined(float[] first, float[] second) {
    float[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  /** A selection of vectors in the order in which tiles of it are best scanned. */
  int[] ordered(int[] selection) {
    if (places.length == 0) {
      return selection;
    }
    long[] keys = new long[selection.length];
    Arrays.setAll(keys, i -> ((long) places[selection[i]] << 32) | selection[i]);
    Arrays.parallelSort(keys);
    int[] ordered = new int[selection.length];
    Arrays.setAll(ordered, i -> (int) keys[i]);
    return ordered;
  }
}
