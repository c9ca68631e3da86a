package dev.dermstream.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.RandomVectors;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.index.FloatVectorValues;
import org.junit.jupiter.api.Test;

class QuantizedVectorsTest {
  private static final int DIMENSION = 100;

  @Test
  void differencesOfScoresAreThoseOfDotProducts() throws IOException {
    UnitVectors base =
        UnitVectors.of(RandomVectors.around(new Random(1), 41, DIMENSION, 5, 1), DIMENSION);
    check(base, new SevenBits(), 0.01f);
    check(base, new FourBits(), 0.06f);
  }

  /** As encoders do that give every image the same large value in a place. */
  @Test
  void aValueThatAllVectorsShareTakesNoPrecision() throws IOException {
    float[] values = RandomVectors.around(new Random(2), 41, DIMENSION, 5, 1);
    for (int row = 0; row < 41; row++) {
      for (int k = 0; k < DIMENSION; k++) {
        values[row * DIMENSION + k] *= k == 7 ? 0 : 0.5f;
      }
      double squares = 0;
      for (int k = 0; k < DIMENSION; k++) {
        squares += values[row * DIMENSION + k] * values[row * DIMENSION + k];
      }
      values[row * DIMENSION + 7] = (float) Math.sqrt(1 - squares);
    }
    check(UnitVectors.of(values, DIMENSION), new SevenBits(), 0.003f);
  }

  @Test
  void vectorsThatAreAllAlikeScoreAlike() throws IOException {
    float[] values = new float[5 * DIMENSION];
    for (int row = 0; row < 5; row++) {
      values[row * DIMENSION] = 1;
    }
    check(UnitVectors.of(values, DIMENSION), new SevenBits(), 0);
  }

  private static void check(UnitVectors base, Encoding encoding, float tolerance)
      throws IOException {
    int[] ordinals = IntStream.range(0, base.count()).toArray();
    float[] scores = new float[base.count()];
    try (QuantizedVectors vectors =
        QuantizedVectors.of(
            encoding,
            FloatVectorValues.fromFloats(
                IntStream.range(0, base.count()).mapToObj(base::row).toList(), base.dimension()))) {
      vectors.scorer(base.row(3)).score(ordinals, ordinals.length, scores);
    }
    for (int row = 0; row < base.count(); row++) {
      assertThat((double) scores[3] - scores[row])
          .as("row %d", row)
          .isCloseTo(base.cosine(3, 3) - base.cosine(3, row), within((double) tolerance + 1e-6));
    }
  }
}
