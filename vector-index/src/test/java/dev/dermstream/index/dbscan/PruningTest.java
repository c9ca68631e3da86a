package dev.dermstream.index.dbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.dbscan.StageChoice.Chosen;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PruningTest {
  private static final Parallelism ALONE = Parallelism.sequential();
  private static final int[][] STAGES = {{1}, {3, 16}, {1, 2, 8, 32}, {32}};

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void leavesTheClustersOfThePlainScanAlone(long seed) {
    Random random = new Random(seed);
    compare("clustered", RandomVectors.around(random, 500, 64, 12, 0.3), 64, 0.2, 5, seed);
    compare("unstructured", RandomVectors.around(random, 400, 64, 400, 1), 64, 0.75, 4, seed);
    compare("flat", flat(random, 400, 64), 64, 0.02, 4, seed);
    float[] few = RandomVectors.around(random, 60, 64, 5, 0.3);
    float[] copies = new float[6 * few.length];
    for (int copy = 0; copy < 6; copy++) {
      System.arraycopy(few, 0, copies, copy * few.length, few.length);
    }
    compare("duplicates", copies, 64, 0.15, 7, seed);
    compare("nothing but duplicates", copies, 64, 1e-7, 6, seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void decidesPairsAtTheThresholdAsThePlainScanDoes(long seed) {
    Random random = new Random(seed);
    float[] signs = RandomVectors.signs(random, 400, 64);
    for (double eps : new double[] {0.5, 0.625, 0.75, 1, 1.25}) {
      compare("exactly eps apart", signs, 64, eps, 3, seed);
      compare("just too far", signs, 64, Math.nextDown(eps), 3, seed);
    }
    float[] values = RandomVectors.around(random, 300, 64, 20, 0.4);
    UnitVectors vectors = UnitVectors.of(values, 64);
    for (int i = 0; i < 10; i++) {
      double eps = 1 - vectors.cosine(random.nextInt(300), random.nextInt(300));
      if (eps > 0) {
        compare("the distance of a pair", values, 64, eps, 4, seed);
        compare("just below it", values, 64, Math.nextDown(eps), 4, seed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rulesOutNoPairThatIsNear(long seed) {
    Random random = new Random(seed);
    float[] values =
        random.nextBoolean()
            ? RandomVectors.around(random, 97, 64, 9, 0.3)
            : RandomVectors.around(random, 97, 64, 97, 1);
    UnitVectors vectors = UnitVectors.of(values, 64);
    int[] all = IntStream.range(0, 97).toArray();
    for (int i = 0; i < 97; i++) {
      for (int j = 0; j < 97; j += 7) {
        double eps = Math.clamp(1 - vectors.cosine(i, j), 1e-9, 2);
        Chosen chosen = new Chosen(new int[] {1, 8, 32}, j % 3);
        Pruning pruning = Pruning.of(vectors, 32, chosen, eps, ALONE);
        PrunedColumns columns = PrunedColumns.of(pruning, all, ALONE);
        int panel = j / DotKernel.COLUMNS;
        PanelFilter panels =
            new PanelFilter(pruning, columns.bounds(), columns.panels(), all, i, i + 1);
        long alive = panels.alive(0, panel / DotKernel.COLUMNS);
        assertThat((alive >> (panel % DotKernel.COLUMNS)) & 1)
            .as("seed %d, panel of pair %d %d", seed, i, j)
            .isOne();
        TileFilter filter = new TileFilter(pruning, columns, all, i, i + 1);
        int survivors = filter.survivors(0, panel);
        assertThat(survivors).as("seed %d, pair %d %d", seed, i, j).isPositive();
        assertThat((filter.alive(0) >> (j % DotKernel.COLUMNS)) & 1)
            .as("seed %d, pair %d %d", seed, i, j)
            .isOne();
      }
    }
  }

  @Test
  void isChosenWhereFewCoordinatesTellVectorsApart() {
    float[] values = RandomVectors.around(new Random(7), 4200, 64, 20, 0.3);
    UnitVectors vectors = UnitVectors.of(values, 64);

    Pruning pruning = Pruning.choose(vectors, 0.2, ALONE);

    assertThat(pruning.stages()).isNotEmpty().isSorted();
    Dbscan dbscan = new Dbscan(0.2, 6);
    assertSame(
        dbscan.cluster(vectors, ALONE),
        dbscan.cluster(vectors, ALONE, new OnePass(), Pruning.none()),
        "chosen");
  }

  @Test
  void rulesOutWholePanelsOfOtherClusters() {
    float[] values = RandomVectors.around(new Random(5), 3000, 64, 6, 0.15);
    UnitVectors vectors = UnitVectors.of(values, 64);
    Pruning pruning = Pruning.of(vectors, 16, new Chosen(new int[] {16}, 0), 0.1, ALONE);
    int[] ordered = pruning.ordered(IntStream.range(0, 3000).toArray());
    PrunedColumns columns = PrunedColumns.of(pruning, ordered, ALONE);
    PanelFilter filter =
        new PanelFilter(pruning, columns.bounds(), columns.panels(), ordered, 0, DotKernel.ROWS);

    int alive = 0;
    for (int set = 0; set * DotKernel.COLUMNS < columns.panels(); set++) {
      alive += Long.bitCount(filter.alive(0, set));
    }

    assertThat(alive).isBetween(1, columns.panels() / 2);
  }

  @Test
  void isNotChosenWhereAllCoordinatesAreNeeded() {
    float[] values = RandomVectors.around(new Random(7), 4200, 64, 4200, 1);

    assertThat(Pruning.choose(UnitVectors.of(values, 64), 0.95, ALONE).stages()).isEmpty();
  }

  @Test
  void findsAxesAmongVectorsThatSpanFewerDimensions() {
    float[] values = flat(new Random(3), 50, 64);

    PrincipalAxes axes = PrincipalAxes.of(values, 64, 32, ALONE);

    assertThat(axes.skew()).isLessThan(1e-5);
    float[] coordinates = axes.coordinates(values, 3, ALONE);
    for (int row = 0; row < 50; row++) {
      double square = 0;
      for (int k = 0; k < 3; k++) {
        square += coordinates[row * 3 + k] * coordinates[row * 3 + k];
      }
      assertThat(square).as("row " + row).isBetween(0.9999, 1.0001);
    }
  }

  @Test
  void refusesAxesThatAreNotOrthonormal() {
    PrincipalAxes skewed = new PrincipalAxes(new float[] {1, 0, 0.1f, 0.99f}, 2, 2, 0.1);

    assertThatThrownBy(() -> new PrefixBound(skewed)).hasMessageContaining("skewed by 0.1");
  }

  /** Vectors of three dimensions, the others zero. */
  private static float[] flat(Random random, int n, int dimension) {
    float[] three = RandomVectors.around(random, n, 3, n, 1);
    float[] values = new float[n * dimension];
    for (int row = 0; row < n; row++) {
      System.arraycopy(three, 3 * row, values, row * dimension, 3);
    }
    return values;
  }

  private static void compare(
      String what, float[] values, int dimension, double eps, int minSamples, long seed) {
    UnitVectors vectors = UnitVectors.of(values, dimension);
    Dbscan dbscan = new Dbscan(eps, minSamples);
    Clustering plain = dbscan.cluster(vectors, ALONE, new OnePass(), Pruning.none());
    for (int[] stages : STAGES) {
      for (int panelStage = -1; panelStage < stages.length; panelStage += stages.length) {
        Chosen chosen = new Chosen(stages, panelStage);
        Pruning pruning = Pruning.of(vectors, stages[stages.length - 1], chosen, eps, ALONE);
        String how =
            "%s, seed %d, eps %s, %d stages, panels by %d"
                .formatted(what, seed, eps, stages.length, panelStage);
        assertSame(dbscan.cluster(vectors, ALONE, new OnePass(), pruning), plain, how);
        assertSame(dbscan.cluster(vectors, ALONE, new ThreePasses(), pruning), plain, how);
      }
    }
  }

  static void assertSame(Clustering actual, Clustering expected, String what) {
    assertThat(actual.core()).as(what).isEqualTo(expected.core());
    assertThat(actual.labels()).as(what).isEqualTo(expected.labels());
    assertThat(actual.clusterCount()).as(what).isEqualTo(expected.clusterCount());
  }
}
