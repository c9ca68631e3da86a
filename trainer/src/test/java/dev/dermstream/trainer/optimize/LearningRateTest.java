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
  void refusesAWarmUpThatNeverEnds() {
    assertThatThrownBy(() -> LearningRate.cosine(1e-3, 10, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 warm-up steps");
  }
}
