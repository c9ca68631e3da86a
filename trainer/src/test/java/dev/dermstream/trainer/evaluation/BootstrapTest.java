package dev.dermstream.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final int SAMPLES = 400;
  private static final int RIGHT = 257;

  @Test
  void theIntervalOfAShareIsTheBinomialOne() {
    Interval interval = share(new Bootstrap(10_000, 3));

    double share = RIGHT / (double) SAMPLES;
    double half = 1.96 * Math.sqrt(share * (1 - share) / SAMPLES);
    assertThat(interval.low()).isCloseTo(share - half, within(0.005));
    assertThat(interval.high()).isCloseTo(share + half, within(0.005));
  }

  @Test
  void theSameSeedGivesTheSameIntervalAndAnotherAnotherOne() {
    assertThat(share(new Bootstrap(100, 3))).isEqualTo(share(new Bootstrap(100, 3)));
    assertThat(share(new Bootstrap(100, 3))).isNotEqualTo(share(new Bootstrap(100, 4)));
  }

  @Test
  void everyReplicateHasAsManySamplesAsThereAre() {
    Map<String, Interval> intervals =
        new Bootstrap(200, 1)
            .intervals(7, drawn -> Map.of("drawn", (double) IntStream.of(drawn).sum()));

    assertThat(intervals).containsEntry("drawn", new Interval(7, 7));
  }

  @Test
  void replicatesInWhichAFigureIsUndefinedAreLeftOut() {
    Map<String, Interval> intervals =
        new Bootstrap(200, 1)
            .intervals(
                2,
                drawn ->
                    Map.of("sometimes", drawn[0] == 0 ? Double.NaN : 5.0, "never", Double.NaN));

    assertThat(intervals)
        .containsEntry("sometimes", new Interval(5, 5))
        .containsEntry("never", new Interval(Double.NaN, Double.NaN));
  }

  @Test
  void tooFewAndTooManyReplicatesAreRefused() {
    for (int replicates : new int[] {-1, 0, 99, 100_001}) {
      assertThatThrownBy(() -> new Bootstrap(replicates, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("replicates " + replicates);
    }
  }

  private static Interval share(Bootstrap bootstrap) {
    return Objects.requireNonNull(
        bootstrap
            .intervals(
                SAMPLES,
                drawn ->
                    Map.of(
                        "share",
                        IntStream.range(0, RIGHT).map(i -> drawn[i]).sum() / (double) SAMPLES))
            .get("share"));
  }
}
