package dev.dermstream.loadtest.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchCurveTest {
  @Test
  void findsTheLineThatTheRunsLieOn() {
    RunTimes times = new RunTimes();
    for (int size : new int[] {1, 1, 1, 2, 5, 8}) {
      times.ran(size, 60_000_000L + size * 5_000_000L, true);
    }
    times.ran(8, 1, false);

    BatchCurve curve = BatchCurve.fit(times.bySize());

    assertThat(curve.fixedMillis()).isCloseTo(60, within(1e-9));
    assertThat(curve.itemMillis()).isCloseTo(5, within(1e-9));
    assertThat(curve.perSecond(8)).isCloseTo(80, within(1e-9));
    assertThat(times.meanSize()).isCloseTo(3, within(1e-9));
  }

  @Test
  void countsEverySizeAsOftenAsItRan() {
    BatchCurve curve =
        BatchCurve.fit(
            Map.of(
                1, new RunTimes.Sum(10_000, 110_000),
                2, new RunTimes.Sum(10_000, 120_000),
                8, new RunTimes.Sum(1, 30)));

    // The one slow run hardly moves the line through the many: 10 + n.
    assertThat(curve.millis(1)).isCloseTo(11, within(.2));
    assertThat(curve.millis(2)).isCloseTo(12, within(.2));
  }

  @Test
  void hasNoNegativePart() {
    BatchCurve gaining =
        BatchCurve.fit(Map.of(1, new RunTimes.Sum(1, 12), 8, new RunTimes.Sum(1, 10)));
    BatchCurve losing =
        BatchCurve.fit(Map.of(1, new RunTimes.Sum(1, 2), 8, new RunTimes.Sum(1, 32)));

    assertThat(gaining).isEqualTo(new BatchCurve(11, 0));
    assertThat(losing.fixedMillis()).isZero();
    assertThat(losing.itemMillis()).isCloseTo(258 / 65.0, within(1e-9));
  }

  @Test
  void saysWhatIsWrongWithACurve() {
    assertThatThrownBy(() -> BatchCurve.fit(Map.of(1, new RunTimes.Sum(5, 50))))
        .hasMessageContaining("at least two sizes");
    assertThatThrownBy(() -> BatchCurve.parse("5")).hasMessageContaining("two numbers");
    assertThatThrownBy(() -> BatchCurve.parse("-1,2")).hasMessageContaining("neither below 0");
    assertThat(BatchCurve.parse("60, 5")).isEqualTo(new BatchCurve(60, 5));
  }
}
