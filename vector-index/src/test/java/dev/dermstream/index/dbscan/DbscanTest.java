package dev.dermstream.index.dbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.index.Golden;
import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.dbscan.StageChoice.Chosen;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DbscanTest {
  @Test
  void agreesWithScikitLearn() throws IOException {
    Golden golden = Golden.read();

    Clustering clustering =
        new Dbscan(Golden.EPS, Golden.MIN_SAMPLES)
            .cluster(golden.embeddings(), Parallelism.sequential());

    assertThat(clustering.clusterCount()).isEqualTo(32);
    assertThat(clustering.labels()).isEqualTo(golden.tensor("dbscan_labels").toInts());
    assertThat(flags(clustering.core())).isEqualTo(golden.tensor("core").toInts());
  }

  @ParameterizedTest
  @CsvSource({
    // n around the sizes of tiles and blocks, dimension, centres, noise, eps, minSamples
    "1,   3,  1, 0.1,  0.1,  1",
    "5,   1,  1, 0.1,  0.5,  2",
    "47,  7,  3, 0.2,  0.1,  4",
    "48,  16, 3, 0.2,  0.05, 4",
    "97,  33, 5, 0.3,  0.15, 3",
    "500, 8,  9, 0.35, 0.06, 6",
    "501, 64, 20, 0.4, 0.15, 5",
    "700, 3,  40, 0.2, 0.004, 7",
    "300, 5,  300, 1.0, 0.12, 4"
  })
  void agreesWithTheNaiveForm(
      int n, int dimension, int centres, double noise, double eps, int minSamples) {
    for (long seed = 1; seed <= 5; seed++) {
      float[] values = RandomVectors.around(new Random(seed), n, dimension, centres, noise);
      compare(values, dimension, eps, minSamples, "seed " + seed);
    }
  }

  @Test
  void agreesOnDuplicates() {
    float[] few = RandomVectors.around(new Random(11), 40, 6, 4, 0.3);
    float[] values = new float[few.length * 5];
    for (int copy = 0; copy < 5; copy++) {
      System.arraycopy(few, 0, values, copy * few.length, few.length);
    }
    compare(values, 6, 0.05, 8, "spread");
    compare(values, 6, 1e-9, 5, "only copies are neighbours");
    compare(values, 6, 1e-9, 6, "copies are too few");
  }

  @Test
  void findsNothingButNoiseWhereNobodyHasCompany() {
    float[] axes = new float[60 * 60];
    for (int i = 0; i < 60; i++) {
      axes[i * 60 + i] = 1;
    }
    Clustering clustering = compare(axes, 60, 0.99, 2, "axes");

    assertThat(clustering.clusterCount()).isZero();
    assertThat(clustering.labels()).containsOnly(Clustering.NOISE);
  }

  @Test
  void makesOneClusterOfEverythingAtTheLargestDistance() {
    Clustering clustering =
        compare(RandomVectors.around(new Random(5), 130, 4, 130, 1), 4, 2, 130, "all");

    assertThat(clustering.clusterCount()).isOne();
    assertThat(clustering.core()).containsOnly(true);
  }

  @Test
  void countsTheDistanceEpsItselfAsNear() {
    // Cosines of exactly one half: the distance is eps to the last bit.
    float[] values = {1, 0, 0, 0, 0.5f, 0.5f, 0.5f, 0.5f};

    assertThat(cluster(values, 4, 0.5, 2).labels()).containsExactly(0, 0);
    assertThat(cluster(values, 4, Math.nextDown(0.5), 2).labels()).containsExactly(-1, -1);
  }

  @Test
  void givesABorderVectorToTheLowestClusterThatReachesIt() {
    // On a circle: two dense groups and one vector between them that both reach.
    double[] degrees = {10, 90, 91, 92, 93, 50, 7, 8, 9};
    float[] values = new float[degrees.length * 2];
    for (int i = 0; i < degrees.length; i++) {
      values[2 * i] = (float) Math.cos(Math.toRadians(degrees[i]));
      values[2 * i + 1] = (float) Math.sin(Math.toRadians(degrees[i]));
    }
    double eps = 1 - Math.cos(Math.toRadians(40.5));

    Clustering clustering = compare(values, 2, eps, 4, "circle");

    assertThat(clustering.core()[5]).isFalse();
    assertThat(clustering.labels()).containsExactly(0, 1, 1, 1, 1, 0, 0, 0, 0);
  }

  @Test
  void clustersNothingToNothing() {
    assertThat(cluster(new float[0], 8, 0.1, 3).labels()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void theNumberOfWorkersDoesNotShow(int workers) {
    float[] values = RandomVectors.around(new Random(3), 1000, 12, 15, 0.3);
    UnitVectors vectors = UnitVectors.of(values, 12);
    Dbscan dbscan = new Dbscan(0.1, 5);
    Clustering alone = dbscan.cluster(vectors, Parallelism.sequential());
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      Parallelism together = new Parallelism(executor, workers);
      Pruning pruning = Pruning.of(vectors, 6, new Chosen(new int[] {2, 6}, 1), 0.1, together);
      for (Pruning by : List.of(Pruning.none(), pruning)) {
        assertEqual(dbscan.cluster(vectors, together, new OnePass(), by), alone, "one pass");
        assertEqual(dbscan.cluster(vectors, together, new ThreePasses(), by), alone, "three");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 2.0001, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesADistanceOutOfRange(double eps) {
    assertThatThrownBy(() -> new Dbscan(eps, 1)).hasMessageContaining("eps " + eps);
  }

  @Test
  void refusesFewerThanOneSample() {
    assertThatThrownBy(() -> new Dbscan(0.1, 0)).hasMessageContaining("min-samples 0");
  }

  private static Clustering compare(
      float[] values, int dimension, double eps, int minSamples, String what) {
    Clustering expected = NaiveDbscan.cluster(values, dimension, eps, minSamples);
    Clustering actual = cluster(values, dimension, eps, minSamples);
    assertEqual(actual, expected, what);
    UnitVectors vectors = UnitVectors.of(values, dimension);
    Parallelism alone = Parallelism.sequential();
    int axes = Math.ceilDiv(dimension, 2);
    Pruning pruning = Pruning.of(vectors, axes, new Chosen(new int[] {axes}, 0), eps, alone);
    for (Pruning by : List.of(Pruning.none(), pruning)) {
      Dbscan dbscan = new Dbscan(eps, minSamples);
      String how = what + ", pruned after " + Arrays.toString(by.stages());
      assertEqual(dbscan.cluster(vectors, alone, new OnePass(), by), expected, how);
      assertEqual(dbscan.cluster(vectors, alone, new ThreePasses(), by), expected, how);
    }
    return actual;
  }

  private static void assertEqual(Clustering actual, Clustering expected, String what) {
    assertThat(actual.core()).as(what).isEqualTo(expected.core());
    assertThat(actual.labels()).as(what).isEqualTo(expected.labels());
    assertThat(actual.clusterCount()).as(what).isEqualTo(expected.clusterCount());
  }

  private static Clustering cluster(float[] values, int dimension, double eps, int minSamples) {
    return new Dbscan(eps, minSamples)
        .cluster(UnitVectors.of(values, dimension), Parallelism.sequential());
  }

  private static int[] flags(boolean[] values) {
    int[] flags = new int[values.length];
    Arrays.setAll(flags, i -> values[i] ? 1 : 0);
    return flags;
  }
}
