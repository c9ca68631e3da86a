package dev.dermstream.loadtest.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakReportTest {
  private static final int MIB = 1 << 20;

  @Test
  void measuresGrowthFromTheSecondQuarterToTheLast() {
    assertThat(report(IntStream.range(0, 24).map(i -> 100 + i)).residentGrowthBytes())
        .isEqualTo(12L * MIB);
    // What is loaded in the first quarter is no leak.
    assertThat(report(IntStream.range(0, 24).map(i -> i < 6 ? 10 * i : 60)).residentGrowthBytes())
        .isZero();
  }

  @Test
  void countsEveryEndThatIsNotTheRightOne() {
    var verdicts = new TreeMap<>(Map.of("bad", new TreeMap<>(Map.of("NOT_FOUND", 5L, "OK", 2L))));

    SoakReport report =
        new SoakReport(new TreeMap<>(verdicts), Map.of("bad", "NOT_FOUND"), List.of());

    assertThat(report.surprises()).isEqualTo(2);
  }

  private static SoakReport report(IntStream residentMib) {
    List<MemorySample> samples =
        residentMib.mapToObj(mib -> new MemorySample(0, (long) mib * MIB, 1)).toList();
    return new SoakReport(new TreeMap<>(), Map.of(), samples);
  }
}
