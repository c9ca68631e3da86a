package dev.dermstream.index.dbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KDistancesTest {
  private static final Parallelism ALONE = Parallelism.sequential();

  @Test
  void measuresTheDistanceToTheKthCountingTheVectorItself() {
    float[] values = RandomVectors.around(new Random(4), 131, 17, 5, 0.4);
    UnitVectors vectors = UnitVectors.of(values, 17);
    double[] expected =
        IntStream.range(0, 131)
            .mapToDouble(i ->
                IntStream.range(0, 131)
                    .mapToDouble(j -> 1 - vectors.cosine(i, j))
                    .sorted()
                    .skip(4)
                    .findFirst()
                    .orElseThrow())
            .sorted()
            .toArray();

    KDistances curve = KDistances.of(vectors, 5, ALONE);

    assertThat(curve.distances()).containsExactly(expected, within(1e-6));
  }

  @Test
  void findsTheRadiusBetweenClustersAndNoise() {
    Random random = new Random(9);
    float[] clustered = RandomVectors.around(random, 400, 32, 8, 0.25);
    float[] noise = RandomVectors.around(random, 100, 32, 100, 1);
    float[] values = Arrays.copyOf(clustered, clustered.length + noise.length);
    System.arraycopy(noise, 0, values, clustered.length, noise.length);
    UnitVectors vectors = UnitVectors.of(values, 32);

    double eps = KDistances.of(vectors, 8, ALONE).eps();

    Clustering clustering = new Dbscan(eps, 8).cluster(vectors, ALONE);
    assertThat(clustering.clusterCount()).isEqualTo(8);
    assertThat(Arrays.stream(clustering.labels(), 400, 500).filter(label -> label >= 0).count())
        .isLessThan(10);
    assertThat(Arrays.stream(clustering.labels(), 0, 400).filter(label -> label < 0).count())
        .isLessThan(20);
  }

  @Test
  void seesTheKneeOfAKnownCurve() {
    double[] distances = new double[101];
    Arrays.setAll(distances, i -> i <= 80 ? 0.001 * i : 0.08 + 0.04 * (i - 80));
    KDistances curve = new KDistances(4, distances);

    assertThat(curve.knee()).isEqualTo(80);
    assertThat(curve.eps()).isEqualTo(0.08);
  }

  @Test
  void staysInRangeWhereAllVectorsAreCopies() {
    float[] copies = new float[40];
    for (int row = 0; row < 10; row++) {
      copies[4 * row] = 1;
    }

    assertThat(KDistances.of(UnitVectors.of(copies, 4), 3, ALONE).eps())
        .isEqualTo(KDistances.LEAST_EPS);
  }

  @Test
  void refusesNeighbourhoodsThatSayNothing() {
    UnitVectors vectors = UnitVectors.of(new float[] {1, 0, 0, 1}, 2);

    assertThatThrownBy(() -> KDistances.of(vectors, 1, ALONE))
        .hasMessageContaining("min-samples 1");
    assertThatThrownBy(() -> KDistances.of(vectors, 3, ALONE))
        .hasMessage("2 vectors have no neighbourhood of 3 to choose eps by");
  }
}
