package dev.dermstream.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.index.FloatVectorValues;
import org.junit.jupiter.api.Test;

class TwoBitVectorsTest {
  /** Values of one, and three times one, are levels of both codes, so that nothing is rounded. */
  @Test
  void whatTheCodesCanSayIsExact() throws IOException {
    for (int dimension : new int[] {1, 2, 31, 64, 65, 100, 256, 768, 1152, 4096}) {
      Random random = new Random(dimension);
      float[][] vectors = new float[12][dimension];
      for (int row = 0; row < vectors.length; row += 2) {
        double squares = 0;
        for (int k = 0; k < dimension; k++) {
          // At least one of each size: the scale follows from the values.
          int size = k == 0 || random.nextBoolean() ? 3 : 1;
          vectors[row][k] = random.nextBoolean() ? size : -size;
          squares += size * size;
        }
        for (int k = 0; k < dimension; k++) {
          vectors[row][k] /= (float) Math.sqrt(squares);
          // The mean of all is zero.
          vectors[row + 1][k] = -vectors[row][k];
        }
      }
      try (TwoBitVectors small = TwoBitVectors.of(values(vectors), new Rotation(dimension, 0))) {
        for (float[] query : vectors) {
          float[] scores = scores(small, query);
          for (int row = 0; row < vectors.length; row++) {
            assertThat(scores[row])
                .as("dimension %d, row %d", dimension, row)
                .isCloseTo(dot(query, vectors[row]), within(2e-5f));
          }
        }
      }
    }
  }

  @Test
  void differencesOfScoresAreAboutThoseOfDotProducts() throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(1), 41, 768, 5, 1), 768);
    float[][] rows = IntStream.range(0, 41).mapToObj(base::row).toArray(float[][]::new);
    assertThat(error(rows, new Rotation(768))).isLessThan(0.03);
  }

  /** Root of the mean square of the error of a difference of scores. */
  private static double error(float[][] rows, Rotation rotation) throws IOException {
    try (TwoBitVectors small = TwoBitVectors.of(values(rows), rotation)) {
      float[] scores = scores(small, rows[3]);
      double squares = 0;
      for (int row = 0; row < rows.length; row++) {
        double error =
            (scores[3] - scores[row]) - (dot(rows[3], rows[3]) - dot(rows[3], rows[row]));
        squares += error * error;
      }
      return Math.sqrt(squares / rows.length);
    }
  }

  /** Without the rotation the few large places would take up all four levels. */
  @Test
  void placesOfVeryDifferentSizesAreNoHarder() throws IOException {
    int dimension = 768;
    float[] values = RandomVectors.around(new Random(3), 40, dimension, 5, 1);
    float[][] rows = new float[40][dimension];
    for (int row = 0; row < rows.length; row++) {
      double squares = 0;
      for (int k = 0; k < dimension; k++) {
        rows[row][k] = values[row * dimension + k] * (k % 50 == 0 ? 10 : 0.5f);
        squares += rows[row][k] * rows[row][k];
      }
      for (int k = 0; k < dimension; k++) {
        rows[row][k] /= (float) Math.sqrt(squares);
      }
    }
    assertThat(error(rows, new Rotation(dimension))).isLessThan(0.04);
    assertThat(error(rows, new Rotation(dimension, 0))).isGreaterThan(0.08);
  }

  @Test
  void vectorsThatAreAllAlikeScoreAlike() throws IOException {
    float[][] rows = new float[5][100];
    for (float[] row : rows) {
      row[0] = 1;
    }
    try (TwoBitVectors small = TwoBitVectors.of(values(rows))) {
      float[] scores = scores(small, rows[0]);

      assertThat(scores).containsOnly(scores[0]);
      assertThat(scores[0]).isFinite();
    }
  }

  /** However many are asked for, the fourth of four or the first, a vector has its one score. */
  @Test
  void scoresDoNotDependOnWhoIsScoredBeside() throws IOException {
    UnitVectors base = UnitVectors.of(RandomVectors.around(new Random(2), 11, 100, 2, 1), 100);
    float[][] rows = IntStream.range(0, 11).mapToObj(base::row).toArray(float[][]::new);
    try (TwoBitVectors small = TwoBitVectors.of(values(rows))) {
      float[] all = scores(small, rows[0]);
      for (int count = 1; count < rows.length; count++) {
        int last = rows.length - 1;
        int[] ordinals = IntStream.range(0, count).map(i -> last - i).toArray();
        float[] some = new float[count];
        small.scorer(rows[0]).score(ordinals, count, some);
        for (int i = 0; i < count; i++) {
          assertThat(some[i]).isEqualTo(all[last - i]);
        }
      }
    }
  }

  private static float[] scores(TwoBitVectors small, float[] query) {
    float[] scores = new float[small.count()];
    small.scorer(query).score(IntStream.range(0, small.count()).toArray(), small.count(), scores);
    return scores;
  }

  private static FloatVectorValues values(float[][] vectors) {
    return FloatVectorValues.fromFloats(List.of(vectors), vectors[0].length);
  }

  private static float dot(float[] left, float[] right) {
    double dot = 0;
    for (int k = 0; k < left.length; k++) {
      dot += (double) left[k] * right[k];
    }
    return (float) dot;
  }
}
