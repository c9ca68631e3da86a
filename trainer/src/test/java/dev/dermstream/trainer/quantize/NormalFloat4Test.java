package dev.dermstream.trainer.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalFloat4Test {
  /** QLoRA, appendix E, as printed there. */
  private static final double[] PUBLISHED = {
    -1.0,
    -0.6961928009986877,
    -0.5250730514526367,
    -0.39491748809814453,
    -0.28444138169288635,
    -0.18477343022823334,
    -0.09105003625154495,
    0.0,
    0.07958029955625534,
    0.16093020141124725,
    0.24611230194568634,
    0.33791524171829224,
    0.44070982933044434,
    0.5626170039176941,
    0.7229568362236023,
    1.0
  };

  @Test
  void theValuesAreThePublishedOnes() {
    for (int code = 0; code < 16; code++) {
      assertThat((double) NormalFloat4.value(code)).isEqualTo((float) PUBLISHED[code]);
    }
    assertThat(NormalFloat4.value(NormalFloat4.ZERO)).isZero();
  }

  /**
   * Section 3: quantiles of the normal distribution at evenly spaced probabilities, eight above
   * zero and seven below, brought into [-1, 1]; outermost probability as in appendix E's code.
   */
  @Test
  void theValuesAreQuantilesOfTheNormalDistribution() {
    double outermost = (1 - 1 / 32.0 + 1 - 1 / 30.0) / 2;
    double largest = normalQuantile(outermost);
    for (int i = 0; i < 8; i++) {
      double above = normalQuantile(outermost + (0.5 - outermost) * i / 8) / largest;
      assertThat((double) NormalFloat4.value(15 - i)).isCloseTo(above, within(1e-6));
    }
    for (int i = 0; i < 7; i++) {
      double below = -normalQuantile(outermost + (0.5 - outermost) * i / 7) / largest;
      assertThat((double) NormalFloat4.value(i)).isCloseTo(below, within(1e-6));
    }
  }

  @Test
  void everyNumberGetsTheNearestValue() {
    for (int i = -1000; i <= 1000; i++) {
      float x = i / 1000f;
      float nearest = Float.MAX_VALUE;
      for (double value : PUBLISHED) {
        nearest = Math.min(nearest, Math.abs((float) value - x));
      }
      float error = Math.abs(NormalFloat4.value(NormalFloat4.nearest(x)) - x);
      assertThat(error).as("of %s", x).isEqualTo(nearest);
      assertThat(error).isLessThanOrEqualTo(NormalFloat4.LARGEST_ERROR);
    }
    assertThat(NormalFloat4.nearest(-0.8480965f))
        .as("in the middle of the widest gap")
        .isBetween(0, 1);
  }

  /** By bisection of the integral of the density, by Simpson's rule. */
  private static double normalQuantile(double probability) {
    double low = 0;
    double high = 4;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (0.5 + densityUpTo(middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double densityUpTo(double x) {
    int steps = 400;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
      double at = x * i / steps;
      sum += weight * Math.exp(-at * at / 2);
    }
    return sum * x / steps / 3 / Math.sqrt(2 * Math.PI);
  }
}
