package dev.dermstream.index.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.dermstream.index.confidence.ClassConfidence;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureScalingTest {
  private static final CalibrationSettings SETTINGS =
      new CalibrationSettings(0.9, 10, 0.95, DrawnEvidence.PUBLISHED);

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.065, 0.3})
  void findsTheTemperatureThatTheClassesWereDrawnAt(double truth) {
    HeldOut heldOut = new DrawnEvidence(new SplittableRandom(5), truth).draw(20_000);

    assertThat(TemperatureScaling.fit(heldOut)).isCloseTo(truth, Percentage.withPercentage(8));
  }

  @Test
  void bringsTheErrorDownWithoutChangingAnyLabel() {
    HeldOut heldOut = new DrawnEvidence(new SplittableRandom(6), 0.3).draw(4_000);

    Calibration fitted = Calibration.fit(heldOut, SETTINGS);

    assertThat(fitted.errorBefore()).isGreaterThan(0.15);
    assertThat(fitted.errorAfter()).isLessThan(0.03);
    assertThat(heldOut.evidence())
        .allSatisfy(each -> {
          assertThat(each.at(fitted.temperature()).best()).isEqualTo(each.best());
          assertThat(each.at(DrawnEvidence.PUBLISHED).confidence()).isEqualTo(each.confidence());
        });
  }

  @Test
  void isALittleHigherThanNecessaryRatherThanNothingWhereAllAreRight() {
    HeldOut separable =
        new HeldOut(
            new int[] {0, 1},
            List.of(DrawnEvidence.two(0.9, 0.1), DrawnEvidence.two(0.2, 0.8)),
            new int[] {0, 1},
            new double[2]);

    assertThat(TemperatureScaling.fit(separable))
        .isCloseTo(TemperatureScaling.LOWEST, within(1e-9));
  }

  @Test
  void anImageOfAClassWithoutAClusterHasNoSayAndAloneIsRefused() {
    ClassConfidence onlyFirst =
        ClassConfidence.of(new double[] {0.9}, new int[] {0}, 2, DrawnEvidence.PUBLISHED);
    HeldOut unlikely = new HeldOut(new int[] {1}, List.of(onlyFirst), new int[] {1}, new double[1]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemperatureScaling.fit(unlikely))
        .withMessageContaining("no held-out embedding is of a class with a cluster");
  }
}
