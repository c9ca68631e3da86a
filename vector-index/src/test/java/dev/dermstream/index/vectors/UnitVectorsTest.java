package dev.dermstream.index.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class UnitVectorsTest {
  @Test
  void scalesVectorsThatAreNearlyNormalised() {
    UnitVectors vectors = UnitVectors.of(new float[] {0.6005f, 0.8f, 0, -1}, 2);

    assertThat(vectors.count()).isEqualTo(2);
    assertThat(Math.hypot(vectors.value(0, 0), vectors.value(0, 1))).isCloseTo(1, within(1e-7));
    assertThat(vectors.row(1)).containsExactly(0, -1);
    assertThat(vectors.cosine(0, 1)).isCloseTo(-0.8 / Math.hypot(0.6005, 0.8), within(1e-7));
  }

  @Test
  void doesNotChangeTheCallersArray() {
    float[] values = {0.6005f, 0.8f};
    UnitVectors.of(values, 2);

    assertThat(values).containsExactly(0.6005f, 0.8f);
  }

  @Test
  void namesTheRowOfABadValue() {
    refuses(new float[] {1, 0, Float.NaN, 1}, 2, "row 1 holds NaN at position 0");
    refuses(
        new float[] {1, 0, 0, Float.NEGATIVE_INFINITY}, 2, "row 1 holds -Infinity at position 1");
    refuses(new float[] {1, 0, 0, 1, 0, 0}, 2, "row 2 has length zero");
    refuses(new float[] {1, 0, 1, 1}, 2, "row 1 is not normalised: its length is 1.414, not 1");
    refuses(new float[] {0.998f, 0}, 2, "row 0 is not normalised: its length is 0.9980, not 1");
    refuses(new float[] {1, 0, 1}, 2, "row 1 is cut short");
    refuses(new float[] {1}, 0, "dimension 0");
  }

  private static void refuses(float[] values, int dimension, String sentence) {
    assertThatThrownBy(() -> UnitVectors.of(values, dimension))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }
}
