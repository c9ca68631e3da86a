package dev.dermstream.index.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.Golden;
import dev.dermstream.index.dbscan.Clustering;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClassConfidenceTest {
  @Test
  void agreesWithTheDefinition() throws IOException {
    Golden golden = Golden.read();
    Centroids centroids = centroids(golden);
    float[] similarity = golden.tensor("class_similarity").toFloats();
    float[] confidence = golden.tensor("class_confidence").toFloats();
    int[] truth = golden.tensor("query_class").toInts();
    int right = 0;
    for (int q = 0; q < truth.length; q++) {
      ClassConfidence answer =
          ClassConfidence.of(
              centroids.cosines(golden.queries().row(q)),
              centroids.clusterClass(),
              Golden.CLASSES,
              Golden.TEMPERATURE);
      int best = 0;
      for (int code = 0; code < Golden.CLASSES; code++) {
        int at = q * Golden.CLASSES + code;
        assertThat(answer.similarity()[code]).isCloseTo(similarity[at], within(1e-6));
        assertThat(answer.confidence()[code]).isCloseTo(confidence[at], within(1e-5));
        best = answer.confidence()[code] > answer.confidence()[best] ? code : best;
      }
      right += best == truth[q] ? 1 : 0;
    }
    assertThat(right / (double) truth.length).isEqualTo(0.945);
  }

  @Test
  void centroidsAgreeWithTheReference() throws IOException {
    Golden golden = Golden.read();

    Centroids centroids = centroids(golden);

    assertThat(centroids.clusterClass()).isEqualTo(golden.tensor("cluster_class").toInts());
    assertThat(centroids.values())
        .containsExactly(golden.tensor("centroids").toFloats(), within(1e-6f));
    assertThat(Arrays.stream(centroids.clusterSize()).sum()).isEqualTo(3148 - 450);
  }

  @Test
  void aClassWithoutAClusterTakesNoPart() {
    ClassConfidence answer =
        ClassConfidence.of(new double[] {0.9, 0.9, 0.2}, new int[] {2, 0, 2}, 4, 0.065);

    assertThat(answer.similarity()).containsExactly(0.9, -2, 0.9, -2);
    assertThat(answer.confidence()).containsExactly(0.5, 0, 0.5, 0);
    assertThat(answer.hasCluster(1)).isFalse();
    assertThat(answer.hasCluster(2)).isTrue();
  }

  @Test
  void noClusterAtAllGivesNoConfidenceAtAll() {
    ClassConfidence answer = ClassConfidence.of(new double[0], new int[0], 2, 0.065);

    assertThat(answer.confidence()).containsExactly(0, 0);
  }

  @Test
  void aTinyTemperatureDoesNotOverflow() {
    ClassConfidence answer =
        ClassConfidence.of(new double[] {1, -1}, new int[] {0, 1}, 2, Double.MIN_NORMAL);

    assertThat(answer.confidence()).containsExactly(1, 0);
  }

  @Test
  void refusesATemperatureThatIsNoPositiveNumber() {
    for (double temperature : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> ClassConfidence.of(new double[] {1}, new int[] {0}, 1, temperature))
          .hasMessageContaining("temperature " + temperature);
    }
  }

  @Test
  void ofEquallyFrequentClassesTheLowerCodeNamesTheCluster() {
    UnitVectors vectors = UnitVectors.of(new float[] {1, 0, 0, 1, 0.6f, 0.8f, 0.8f, 0.6f}, 2);
    Clustering one = new Clustering(new int[] {0, 0, 0, 0}, new boolean[4], 1);

    Centroids centroids = Centroids.of(vectors, one, new int[] {5, 3, 3, 5}, 6);

    assertThat(centroids.clusterClass()).containsExactly(3);
    assertThat(centroids.clusterSize()).containsExactly(4);
    assertThat(centroids.values())
        .containsExactly(new float[] {0.70710677f, 0.70710677f}, within(1e-7f));
  }

  @Test
  void refusesAClusterThatCancelsOut() {
    UnitVectors vectors = UnitVectors.of(new float[] {1, 0, -1, 0}, 2);
    Clustering one = new Clustering(new int[] {0, 0}, new boolean[2], 1);

    assertThatThrownBy(() -> Centroids.of(vectors, one, new int[] {0, 0}, 1))
        .hasMessageContaining("cluster 0 cancel out");
  }

  @Test
  void namesTheRowOfAClassOutOfRange() {
    UnitVectors vectors = UnitVectors.of(new float[] {1, 0, -1, 0}, 2);
    Clustering noise = new Clustering(new int[] {-1, -1}, new boolean[2], 0);

    assertThatThrownBy(() -> Centroids.of(vectors, noise, new int[] {0, 7}, 7))
        .hasMessageContaining("row 1 has class 7, outside 0 to 6");
  }

  private static Centroids centroids(Golden golden) {
    int[] labels = golden.tensor("dbscan_labels").toInts();
    boolean[] core = new boolean[labels.length];
    return Centroids.of(
        golden.embeddings(),
        new Clustering(labels, core, 32),
        golden.tensor("class_labels").toInts(),
        Golden.CLASSES);
  }
}
