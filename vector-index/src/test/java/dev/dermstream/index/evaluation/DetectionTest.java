package dev.dermstream.index.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DetectionTest {
  @Test
  void theAreaIsTheShareOfPairsInTheRightOrderTiesHalf() {
    SplittableRandom random = new SplittableRandom(3);
    double[] detected = DoubleStream.generate(() -> random.nextInt(3, 12)).limit(40).toArray();
    double[] others = DoubleStream.generate(() -> random.nextInt(0, 9)).limit(55).toArray();
    double won = 0;
    for (double high : detected) {
      for (double low : others) {
        won += high > low ? 1 : high == low ? 0.5 : 0;
      }
    }

    assertThat(Detection.auroc(detected, others)).isCloseTo(won / (40 * 55), within(1e-12));
    assertThat(Detection.auroc(others, detected)).isCloseTo(1 - won / (40 * 55), within(1e-12));
    assertThat(Detection.auroc(others, others)).isCloseTo(0.5, within(1e-12));
    assertThat(Detection.auroc(new double[] {2, 3}, new double[] {0, 1})).isOne();
  }

  @Test
  void passesAsManyOutsidersAsLieBelowTheThresholdOfTheKnown() {
    double[] known = DoubleStream.iterate(1, value -> value + 1).limit(100).toArray();

    assertThat(Detection.falsePositiveRateAt95(new double[] {94, 95, 96, 97}, known))
        .isEqualTo(0.5);
    assertThat(Detection.falsePositiveRateAt95(new double[] {1_000}, known)).isZero();
    assertThat(Detection.falsePositiveRateAt95(new double[] {0}, known)).isOne();
  }

  @Test
  void withoutOneOfTheKindsThereIsNoFigure() {
    assertThat(Detection.auroc(new double[0], new double[1])).isNaN();
    assertThat(Detection.falsePositiveRateAt95(new double[0], new double[1])).isNaN();
  }
}
