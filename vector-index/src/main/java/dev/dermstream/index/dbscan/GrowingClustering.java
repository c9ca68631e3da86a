package dev.dermstream.index.dbscan;

import dev.dermstream.index.vectors.UnitVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A clustering that more vectors can join at the cost of their own comparisons (Ester, Kriegel,
 * Sander, Wimmer, Xu: Incremental clustering for mining in a data warehousing environment, VLDB
 * 1998, insertion alone), with the outcome of clustering all of them from scratch: labels, core
 * flags and numbering.
 *
 * <p>Beside the clusters it keeps every pair of neighbours of which one is not core, fewer than
 * {@code n * minSamples}. A vector that becomes core thereby knows its neighbours without looking
 * for them again, and a border vector knows all clusters that reach it, whatever their new order.
 *
 * <p>Immutable and thread-safe.
 */
public final class GrowingClustering {
  /** So few new vectors are sooner compared whole than new axes are found. */
  private static final int PART_WITHOUT_AXES = 20;

  /** When so many parts have come, their axes are taken anew from all vectors. */
  private static final int MOST_PARTS = 24;

  private final Dbscan dbscan;
  private final int dimension;
  private final Clustering clustering;
  private final PairList open;

  /**
   * The vectors in the parts in which they came, by the same axes; none where nothing is pruned.
   */
  private final List<PairScan.Columns> parts;

  private GrowingClustering(
      Dbscan dbscan, int dimension, Neighbourhoods.Settled settled, List<PairScan.Columns> parts) {
    this.dbscan = dbscan;
    this.dimension = dimension;
    this.clustering = settled.clustering();
    this.open = settled.open();
    this.parts = parts;
  }

  /**
   * Clusters from scratch; blocks until done.
   *
   * @throws IllegalArgumentException if {@link Dbscan#canGrow} is false
   */
  public static GrowingClustering start(
      Dbscan dbscan, UnitVectors vectors, Parallelism parallelism) {
    requireRoom(dbscan, vectors);
    Pruning pruning = Pruning.choose(vectors, dbscan.eps(), parallelism);
    PairScan scan = new PairScan(vectors, dbscan.eps(), parallelism);
    PairScan.Columns all = scan.columns(pruning, 0, vectors.count());
    return new GrowingClustering(
        dbscan,
        vectors.dimension(),
        OnePass.settle(scan, all, dbscan.minSamples(), parallelism.workers()),
        pruning.stages().length == 0 ? List.of() : List.of(all.light()));
  }

  /**
   * Takes up a clustering that was stored.
   *
   * @param dbscan its settings
   * @param dimension of its vectors
   * @param openPairs what {@link #openPairs} gave
   * @throws IllegalArgumentException if the pairs cannot be those of the clustering
   */
  public static GrowingClustering resume(
      Dbscan dbscan, int dimension, Clustering clustering, int[] openPairs) {
    int n = clustering.labels().length;
    PairList open = new PairList();
    int[] degree = new int[n];
    for (int i = 0; i + 1 < openPairs.length; i += 2) {
      int a = openPairs[i];
      int b = openPairs[i + 1];
      if (a < 0 || b < 0 || a >= n || b >= n || (clustering.core()[a] && clustering.core()[b])) {
        throw new IllegalArgumentException(
            "vectors %d and %d are no open pair of %d vectors".formatted(a, b, n));
      }
      degree[a]++;
      degree[b]++;
      open.add(a, b);
    }
    for (int i = 0; i < n; i++) {
      if (!clustering.core()[i] && degree[i] + 1 >= dbscan.minSamples()) {
        throw new IllegalArgumentException(
            "vector %d has %d neighbours and is not core".formatted(i, degree[i]));
      }
    }
    return new GrowingClustering(
        dbscan, dimension, new Neighbourhoods.Settled(clustering, open), List.of());
  }

  /**
   * The clustering of these vectors and more; blocks until done.
   *
   * @param vectors all of them: first those of this clustering, unchanged and in their order
   * @throws IllegalArgumentException if they are fewer, of another dimension, or too many to grow
   */
  public GrowingClustering grow(UnitVectors vectors, Parallelism parallelism) {
    int known = clustering.labels().length;
    int n = vectors.count();
    if (n < known) {
      throw new IllegalArgumentException(
          "%d vectors cannot contain the %d that are clustered".formatted(n, known));
    }
    if (vectors.dimension() != dimension) {
      throw new IllegalArgumentException(
          "vectors have dimension %d, those clustered have %d"
              .formatted(vectors.dimension(), dimension));
    }
    requireRoom(dbscan, vectors);
    if (n == known) {
      return this;
    }
    PairScan scan = new PairScan(vectors, dbscan.eps(), parallelism);
    Neighbourhoods found =
        new Neighbourhoods(n, dbscan.minSamples(), parallelism.workers(), clustering, open);
    boolean goesOn = !parts.isEmpty() && parts.size() < MOST_PARTS;
    List<PairScan.Columns> wider =
        goesOn
            ? join(vectors, scan, found, parallelism)
            : joinAnew(vectors, scan, found, parallelism);
    return new GrowingClustering(dbscan, dimension, found.settle(), wider);
  }

  /**
   * Meets the new vectors, as rows, with the panels of the known ones, which are there already and
   * tight: one product rules out most of them.
   */
  private List<PairScan.Columns> join(
      UnitVectors vectors, PairScan scan, Neighbourhoods found, Parallelism parallelism) {
    int known = clustering.labels().length;
    Pruning pruning = parts.getLast().pruning().continued(vectors, known, parallelism);
    PairScan.Columns added = scan.columns(pruning, known, vectors.count());
    for (PairScan.Columns part : parts) {
      scan.few(pruning, added.selection(), part, found);
    }
    scan.within(added, found);
    List<PairScan.Columns> wider = new ArrayList<>(parts);
    wider.add(added.light());
    return List.copyOf(wider);
  }

  /** Finds axes for all vectors where that is worth its time. */
  private List<PairScan.Columns> joinAnew(
      UnitVectors vectors, PairScan scan, Neighbourhoods found, Parallelism parallelism) {
    int known = clustering.labels().length;
    int n = vectors.count();
    boolean few = parts.isEmpty() && n - known < n / PART_WITHOUT_AXES;
    Pruning pruning = few ? Pruning.none() : Pruning.choose(vectors, dbscan.eps(), parallelism);
    PairScan.Columns added = scan.columns(pruning, known, n);
    scan.between(pruning, IntStream.range(0, known).toArray(), added, found);
    scan.within(added, found);
    return pruning.stages().length == 0 ? List.of() : List.of(scan.columns(pruning, 0, n).light());
  }

  private static void requireRoom(Dbscan dbscan, UnitVectors vectors) {
    if (!dbscan.canGrow(vectors.count())) {
      throw new IllegalArgumentException(
          "%d vectors at min-samples %d have too many pairs to remember"
              .formatted(vectors.count(), dbscan.minSamples()));
    }
  }

  /** The clusters now. */
  public Clustering clustering() {
    return clustering;
  }

  /** Pairs of neighbours of which at least one is not core, {@code [pairs, 2]} row-major. */
  public int[] openPairs() {
    int[] pairs = new int[2 * open.size()];
    int[] at = {0};
    open.forEach((a, b) -> {
      pairs[at[0]++] = a;
      pairs[at[0]++] = b;
    });
    return pairs;
  }

  @Override
  public String toString() {
    return "GrowingClustering[%d vectors, %d clusters, %d open pairs, stages %s]"
        .formatted(
            clustering.labels().length,
            clustering.clusterCount(),
            open.size(),
            Arrays.toString(
                parts.stream()
                    .findFirst()
                    .map(part -> part.pruning().stages())
                    .orElse(new int[0])));
  }
}
