package dev.dermstream.trainer.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void cosineWarmsUpLinearlyAndFallsToZero() {
    LearningRate rate = LearningRate.cosine(1e-3, 5, 105);

    assertThat(rate.at(0)).isZero();
    assertThat(rate.at(2)).isCloseTo(4e-4, within(1e-12));
    assertThat(rate.at(5)).isCloseTo(1e-3, within(1e-12));
    assertThat(rate.at(30)).isCloseTo(1e-3 * (2 + Math.sqrt(2)) / 4, within(1e-12));
    assertThat(rate.at(55)).isCloseTo(5e-4, within(1e-12));
    assertThat(rate.at(105)).isCloseTo(0, within(1e-12));
    assertThat(rate.at(200)).isCloseTo(0, within(1e-12));
  }

  @Test
  void linearWarmsUpAndFallsInAStraightLine() {
    LearningRate rate = LearningRate.linear(1e-3, 5, 105);

    assertThat(rate.at(0)).isZero();
    assertThat(rate.at(2)).isCloseTo(4e-4, within(1e-12));
    assertThat(rate.at(5)).isCloseTo(1e-3, within(1e-12));
    assertThat(rate.at(30)).isCloseTo(7.5e-4, within(1e-12));
    assertThat(rate.at(105)).isZero();
    assertThat(rate.at(200)).isZero();
  }

  @Test
  void constantWarmsUpAndStays() {
    LearningRate rate = LearningRate.constant(1e-3, 4);

    assertThat(rate.at(1)).isCloseTo(2.5e-4, within(1e-12));
    assertThat(rate.at(4)).isEqualTo(1e-3);
    assertThat(rate.at(1000)).isEqualTo(1e-3);
  }

  @Test
  void refusesAWarmUpThatNeverEnds() {
    assertThatThrownBy(() -> LearningRate.linear(1e-3, 7, 7))
        .hasMessageContaining("7 warm-up steps");
    assertThatThrownBy(() -> LearningRate.cosine(1e-3, 10, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 warm-up steps");
  }
}
