package dev.dermstream.index.dbscan;

import static dev.dermstream.index.dbscan.PruningTest.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrowingClusteringTest {
  private static final Parallelism ALONE = Parallelism.sequential();

  @ParameterizedTest
  @CsvSource({
    // n, dimension, centres, noise, eps, minSamples: dense, sparse, bridged, all core, all noise
    "600, 16, 9,   0.35, 0.12,  5",
    "600, 3,  40,  0.2,  0.004, 7",
    "500, 2,  500, 1.0,  0.00002, 3",
    "300, 8,  300, 1.0,  0.3,   4",
    "200, 4,  5,   0.2,  0.1,   1",
    "200, 16, 200, 1.0,  0.01,  4"
  })
  void endsWhereClusteringFromScratchDoes(
      int n, int dimension, int centres, double noise, double eps, int minSamples) {
    for (long seed = 1; seed <= 12; seed++) {
      Random random = new Random(seed);
      float[] values = RandomVectors.around(random, n, dimension, centres, noise);
      Dbscan dbscan = new Dbscan(eps, minSamples);
      int size = n / 2;
      GrowingClustering growing =
          GrowingClustering.start(dbscan, first(values, dimension, size), ALONE);
      while (size < n) {
        size = Math.min(n, size + 1 + random.nextInt(n / 5));
        UnitVectors vectors = first(values, dimension, size);
        GrowingClustering stored =
            GrowingClustering.resume(dbscan, dimension, growing.clustering(), growing.openPairs());
        growing = growing.grow(vectors, ALONE);
        Clustering scratch = dbscan.cluster(vectors, ALONE);
        String what = "seed %d, %d vectors".formatted(seed, size);
        assertSame(growing.clustering(), scratch, what);
        assertSame(stored.grow(vectors, ALONE).clustering(), scratch, what + ", stored");
      }
    }
  }

  @Test
  void growsByTheAxesItBeganWith() {
    // So many known vectors make several shares of panels, so many new ones several blocks of rows.
    float[] values = denseSparseAndAlone(new Random(2), 10_000);
    bridge(values);
    Dbscan dbscan = new Dbscan(0.2, 6);
    try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
      Parallelism three = new Parallelism(executor, 3);
      GrowingClustering growing = GrowingClustering.start(dbscan, first(values, 64, 9400), three);
      assertThat(growing.clustering().labels()[0]).isNotEqualTo(growing.clustering().labels()[1]);
      for (int size : new int[] {9430, 9431, 10_000}) {
        UnitVectors vectors = first(values, 64, size);
        growing = growing.grow(vectors, three);
        assertThat(growing.toString()).doesNotContain("stages []");
        assertSame(
            growing.clustering(),
            dbscan.cluster(vectors, three, new OnePass(), Pruning.none()),
            size + " vectors");
      }
      assertThat(growing.openPairs()).isNotEmpty();
      int[] labels = growing.clustering().labels();
      assertThat(labels[0]).isEqualTo(labels[1]).isNotNegative();
    }
  }

  @Test
  void givesABorderVectorToTheClusterThatComesFirstNow() {
    // On a circle, in degrees: two groups of four and a border between that both reach; the second
    // group's early vector at 118 becomes core only by the last vector, and its cluster the first.
    double[] degrees = {118, 10, 9, 8, 7, 50, 90, 91, 92, 93, 140};
    float[] values = new float[2 * degrees.length];
    for (int i = 0; i < degrees.length; i++) {
      values[2 * i] = (float) Math.cos(Math.toRadians(degrees[i]));
      values[2 * i + 1] = (float) Math.sin(Math.toRadians(degrees[i]));
    }
    Dbscan dbscan = new Dbscan(1 - Math.cos(Math.toRadians(40.5)), 6);
    UnitVectors all = first(values, 2, 11);

    GrowingClustering growing =
        GrowingClustering.start(dbscan, first(values, 2, 10), ALONE).grow(all, ALONE);

    assertSame(growing.clustering(), NaiveDbscan.cluster(values, 2, dbscan.eps(), 6), "circle");
  }

  @Test
  void refusesWhatIsNotAContinuation() {
    float[] values = RandomVectors.around(new Random(1), 20, 4, 2, 0.1);
    Dbscan dbscan = new Dbscan(0.1, 3);
    GrowingClustering growing = GrowingClustering.start(dbscan, first(values, 4, 20), ALONE);
    Clustering clustering = growing.clustering();

    assertThatThrownBy(() -> growing.grow(first(values, 4, 19), ALONE))
        .hasMessage("19 vectors cannot contain the 20 that are clustered");
    assertThatThrownBy(() -> growing.grow(UnitVectors.of(new float[] {1}, 1), ALONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GrowingClustering.resume(dbscan, 4, clustering, new int[] {0, 20}))
        .hasMessage("vectors 0 and 20 are no open pair of 20 vectors");
    Clustering noise = new Clustering(new int[] {-1, -1, -1}, new boolean[3], 0);
    assertThatThrownBy(() -> GrowingClustering.resume(dbscan, 4, noise, new int[] {0, 1, 0, 2}))
        .hasMessage("vector 0 has 2 neighbours and is not core");
    assertThatThrownBy(() ->
            GrowingClustering.start(
                new Dbscan(0.1, Integer.MAX_VALUE), first(values, 4, 20), ALONE))
        .hasMessageContaining("too many pairs to remember");
  }

  /** Half in dense clusters, a quarter in sparse ones with borders, a quarter alone, shuffled. */
  private static float[] denseSparseAndAlone(Random random, int n) {
    List<float[]> rows = new ArrayList<>();
    float[][] kinds = {
      RandomVectors.around(random, n / 2, 64, 20, 0.3),
      RandomVectors.around(random, n / 4, 64, n / 40, 0.5),
      RandomVectors.around(random, n / 4, 64, n / 4, 1)
    };
    for (float[] kind : kinds) {
      for (int from = 0; from < kind.length; from += 64) {
        rows.add(Arrays.copyOfRange(kind, from, from + 64));
      }
    }
    Collections.shuffle(rows, random);
    float[] values = new float[n * 64];
    for (int row = 0; row < n; row++) {
      System.arraycopy(rows.get(row), 0, values, row * 64, 64);
    }
    return values;
  }

  /** Makes of the first 60 vectors two clusters, which the last one joins: 25 degrees from both. */
  private static void bridge(float[] values) {
    float[] around = RandomVectors.around(new Random(3), 60, 62, 60, 1);
    for (int row = 0; row < 60; row++) {
      point(
          values,
          row,
          row % 2 == 0 ? -25 : 25,
          Arrays.copyOfRange(around, row * 62, row * 62 + 62));
    }
    point(values, values.length / 64 - 1, 0, new float[62]);
  }

  /** At these degrees of a circle, and a fifth of an offset away from it. */
  private static void point(float[] values, int row, double degrees, float[] offset) {
    double length = Math.sqrt(1 + 0.04 * DotKernel.dot(offset, 0, offset, 0, 62));
    values[row * 64] = (float) (Math.cos(Math.toRadians(degrees)) / length);
    values[row * 64 + 1] = (float) (Math.sin(Math.toRadians(degrees)) / length);
    for (int k = 0; k < 62; k++) {
      values[row * 64 + 2 + k] = (float) (0.2 * offset[k] / length);
    }
  }

  private static UnitVectors first(float[] values, int dimension, int count) {
    return UnitVectors.of(Arrays.copyOf(values, count * dimension), dimension);
  }
}
