package dev.dermstream.index.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CentroidsTest {
  @Test
  void theSimilarityOfAClassIsExact() {
    for (int dimension : new int[] {1, 3, 16, 37, 768}) {
      for (int count : new int[] {1, 3, 4, 6, 130}) {
        check(count, dimension, 0.5);
      }
    }
  }

  /** So near that float32 cannot tell which is the nearest. */
  @Test
  void theSimilarityOfAClassIsExactAmongCentroidsThatAreNearlyAlike() {
    check(200, 768, 1e-7);
  }

  private static void check(int count, int dimension, double noise) {
    Random random = new Random(31L * count + dimension);
    UnitVectors rows =
        UnitVectors.of(RandomVectors.around(random, count, dimension, 3, noise), dimension);
    float[] query =
        UnitVectors.of(RandomVectors.around(random, 1, dimension, 1, 1), dimension).row(0);
    int[] classes = new int[count];
    int[] sizes = new int[count];
    double[] largest = {-2, -2, -2};
    for (int row = 0; row < count; row++) {
      classes[row] = row % 3;
      sizes[row] = 1;
      largest[row % 3] = Math.max(largest[row % 3], dot(rows, row, query));
    }

    double[] cosines = new Centroids(rows.values(), dimension, classes, sizes).cosines(query);

    double[] similarity = ClassConfidence.of(cosines, classes, 3, 1).similarity();
    for (int code = 0; code < 3; code++) {
      assertThat(similarity[code])
          .as("%d centroids of dimension %d", count, dimension)
          .isCloseTo(largest[code], within(1e-14));
    }
    for (int row = 0; row < count; row++) {
      assertThat(cosines[row])
          .isCloseTo(dot(rows, row, query), within(CosineScan.error(dimension)));
    }
  }

  private static double dot(UnitVectors rows, int row, float[] query) {
    double dot = 0;
    for (int k = 0; k < query.length; k++) {
      dot += (double) rows.value(row, k) * query[k];
    }
    return Math.clamp(dot, -1.0, 1.0);
  }
}
