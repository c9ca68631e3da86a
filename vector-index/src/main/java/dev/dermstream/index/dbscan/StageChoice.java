package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.DotKernel.COLUMNS;
import static dev.dermstream.index.dbscan.DotKernel.ROWS;

import dev.dermstream.index.vectors.UnitVectors;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Chooses after how many coordinates tiles are held against {@link PrefixBound}: a random sample of
 * tiles shows how many outlive every candidate, and of all subsets of the candidates the cheapest
 * wins. Costs are in coordinates of a tile. Vectors that fill their space evenly need so many
 * coordinates that no subset beats the plain scan; then there are no stages.
 */
final class StageChoice {
  /** Sampled groups of rows, and sampled panels; every group meets every panel. */
  private static final int SAMPLED = 96;

  /** Parts of the dimension that are candidates. */
  private static final int[] DIVISORS = {48, 32, 24, 16, 12, 8, 6, 4, 3};

  /** A look at the bound costs about as much as these coordinates. */
  private static final int LOOK = 12;

  /** A plan must be better than the plain scan by more than the sample may be wrong. */
  private static final double WORTH_WHILE = 0.9;

  private final int[] candidates;
  private final int dimension;
  private final int count;

  /** Tiles that outlive a candidate, as a part of all. */
  private final double[] outliving;

  /** Tiles whose panel cannot be ruled out by a candidate, as a part of all. */
  private final double[] reached;

  /** Mean cost of deciding what outlives a candidate by whole vectors. */
  private final double[] deciding;

  private StageChoice(int[] candidates, int dimension, int count) {
    this.candidates = candidates;
    this.dimension = dimension;
    this.count = count;
    this.outliving = new double[candidates.length];
    this.deciding = new double[candidates.length];
    this.reached = new double[candidates.length];
  }

  /**
   * What to hold pairs against.
   *
   * @param stages ascending; empty where the plain scan is best
   * @param panelStage by whose coordinates whole panels are ruled out first; below 0 for none
   */
  @SuppressWarnings("ArrayRecordComponent") // owned, never compared
  record Chosen(int[] stages, int panelStage) {}

  /**
   * The cheapest.
   *
   * @param places place of every vector in the order of the scan
   */
  static Chosen of(
      UnitVectors vectors, PrincipalAxes axes, int[] places, double eps, Parallelism parallelism) {
    int dimension = vectors.dimension();
    int[] candidates =
        Arrays.stream(DIVISORS)
            .map(divisor -> dimension / divisor)
            .filter(stage -> stage >= 1 && stage <= axes.count())
            .distinct()
            .toArray();
    StageChoice choice = new StageChoice(candidates, dimension, vectors.count());
    choice.sample(vectors, axes, places, eps, parallelism);
    return choice.cheapest();
  }

  private void sample(
      UnitVectors vectors, PrincipalAxes axes, int[] places, double eps, Parallelism parallelism) {
    int[] ordered = new int[places.length];
    for (int row = 0; row < places.length; row++) {
      ordered[places[row]] = row;
    }
    RandomGenerator random = new Random(SAMPLED);
    Pruning rows = sampled(vectors, axes, runs(ordered, ROWS, random), eps, parallelism);
    Pruning columns = sampled(vectors, axes, runs(ordered, COLUMNS, random), eps, parallelism);
    int[] all = IntStream.range(0, SAMPLED * COLUMNS).toArray();
    PrunedColumns packed = PrunedColumns.of(columns, all, parallelism);
    long[][] alive = new long[parallelism.workers()][candidates.length];
    double[][] cost = new double[parallelism.workers()][candidates.length];
    PanelBounds[] bounds = new PanelBounds[candidates.length];
    Arrays.setAll(bounds, stage -> PanelBounds.of(columns, stage, all, parallelism));
    long[][] panels = new long[parallelism.workers()][candidates.length];
    parallelism.forEach(
        SAMPLED,
        (group, worker) -> {
          int[] block = IntStream.range(group * ROWS, (group + 1) * ROWS).toArray();
          for (int stage = 0; stage < candidates.length; stage++) {
            panels[worker][stage] += reached(rows, bounds[stage], block);
          }
          TileFilter filter = new TileFilter(rows, packed, block, 0, ROWS);
          for (int panel = 0; panel < SAMPLED; panel++) {
            int[] left = filter.survivorsByStage(panel);
            for (int stage = 0; stage < left.length; stage++) {
              alive[worker][stage] += left[stage] > 0 ? 1 : 0;
              cost[worker][stage] += dimension * Math.min(1, (double) left[stage] / TileFilter.FEW);
            }
          }
        });
    for (int worker = 0; worker < alive.length; worker++) {
      for (int stage = 0; stage < candidates.length; stage++) {
        outliving[stage] += (double) alive[worker][stage] / (SAMPLED * SAMPLED);
        deciding[stage] += cost[worker][stage] / (SAMPLED * SAMPLED);
        reached[stage] += (double) panels[worker][stage] / (SAMPLED * SAMPLED);
      }
    }
  }

  private static int reached(Pruning rows, PanelBounds bounds, int[] block) {
    PanelFilter filter = new PanelFilter(rows, bounds, SAMPLED, block, 0, ROWS);
    int reached = 0;
    for (int set = 0; set < Math.ceilDiv(SAMPLED, COLUMNS); set++) {
      reached += Long.bitCount(filter.alive(0, set));
    }
    return reached;
  }

  /** Rows that stand one after another, from random places of the order. */
  private static int[] runs(int[] ordered, int length, RandomGenerator random) {
    int[] rows = new int[SAMPLED * length];
    for (int run = 0; run < SAMPLED; run++) {
      int first = random.nextInt(Math.max(1, ordered.length - length));
      System.arraycopy(ordered, first, rows, run * length, length);
    }
    return rows;
  }

  private Pruning sampled(
      UnitVectors vectors, PrincipalAxes axes, int[] rows, double eps, Parallelism parallelism) {
    float[] values = new float[rows.length * dimension];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(vectors.values(), rows[i] * dimension, values, i * dimension, dimension);
    }
    int width = candidates[candidates.length - 1];
    float[] coordinates = axes.coordinates(values, width, parallelism);
    PrefixBound bound = new PrefixBound(axes);
    return new Pruning(
        axes,
        0,
        width,
        coordinates,
        candidates,
        -1,
        Pruning.rests(coordinates, width, candidates, bound),
        bound.lowest(eps),
        new int[0]);
  }

  private Chosen cheapest() {
    int best = 0;
    int panelStage = -1;
    double least = WORTH_WHILE * dimension;
    for (int subset = 1; subset < (1 << candidates.length); subset++) {
      for (int panel = -1; panel < candidates.length; panel++) {
        if (panel < 0 || ((subset >> panel) & 1) != 0) {
          double cost = cost(subset, panel);
          if (cost < least) {
            least = cost;
            best = subset;
            panelStage = panel < 0 ? panel : Integer.bitCount(subset & ((1 << panel) - 1));
          }
        }
      }
    }
    int chosen = best;
    int[] stages =
        IntStream.range(0, candidates.length)
            .filter(i -> ((chosen >> i) & 1) != 0)
            .map(i -> candidates[i])
            .toArray();
    return new Chosen(stages, panelStage);
  }

  /**
   * Mean cost of a tile.
   *
   * @param subset of the candidates as stages
   * @param panel the candidate by which whole panels are ruled out; below 0 for none
   */
  private double cost(int subset, int panel) {
    double cost = 0;
    double reaching = 1;
    if (panel >= 0) {
      cost = (double) (candidates[panel] + LOOK) / COLUMNS;
      reaching = reached[panel];
    }
    int from = 0;
    int last = 0;
    for (int i = 0; i < candidates.length; i++) {
      if (((subset >> i) & 1) != 0) {
        cost += reaching * (candidates[i] - from + LOOK);
        from = candidates[i];
        reaching = Math.min(reaching, outliving[i]);
        last = i;
      }
    }
    // Every coordinate kept costs a product with its axis, shared by all pairs of the vector.
    return cost + deciding[last] + 2.0 * dimension * candidates[last] / count;
  }
}
