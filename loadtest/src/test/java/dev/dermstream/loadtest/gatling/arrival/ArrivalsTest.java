package dev.dermstream.loadtest.gatling.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long SEED = 5;

  @Test
  void theSameSeedGivesTheSameTimes() {
    Arrivals one = Arrivals.draw(Rate.steady(50, MINUTE), Duration.ZERO, SEED);
    Arrivals same = Arrivals.draw(Rate.steady(50, MINUTE), Duration.ZERO, SEED);
    Arrivals other = Arrivals.draw(Rate.steady(50, MINUTE), Duration.ZERO, SEED + 1);

    assertThat(offsets(one)).containsExactly(offsets(same)).isNotEqualTo(offsets(other));
  }

  @Test
  void asManyComeAsTheRateSays() {
    Arrivals drawn = Arrivals.draw(Rate.steady(50, MINUTE), Duration.ZERO, SEED);

    // 3,000 expected; five standard deviations of a Poisson count.
    assertThat(drawn.count()).isBetween(3_000 - 275, 3_000 + 275);
    assertThat(offsets(drawn)).isSorted();
    assertThat(drawn.offset(drawn.count() - 1)).isLessThan(MINUTE.toNanos());
  }

  @Test
  void aMorningHasItsPeakAfterTwoFifths() {
    Arrivals drawn = Arrivals.draw(Rate.morning(100, MINUTE), Duration.ZERO, SEED);

    int[] tenths = new int[10];
    for (long offset : offsets(drawn)) {
      tenths[(int) (10 * offset / MINUTE.toNanos())]++;
    }
    assertThat(tenths[3] + tenths[4]).isGreaterThan(2 * (tenths[0] + tenths[9]));
    assertThat(tenths[3]).isLessThan(600 + 125);
  }

  @Test
  void theyBeginAfterTheTimeThatIsGiven() {
    Arrivals drawn = Arrivals.draw(Rate.steady(50, MINUTE), MINUTE, SEED);

    assertThat(drawn.offset(0)).isGreaterThan(MINUTE.toNanos());
  }

  @Test
  void aRequestThatIsSentLateWasDueBefore() {
    Arrivals drawn = Arrivals.draw(Rate.steady(50, MINUTE), Duration.ZERO, SEED);
    long begin = System.nanoTime();
    long late = TimeUnit.SECONDS.toNanos(2);

    long first = begin + drawn.offset(0);
    assertThat(drawn.at(first)).isEqualTo(first);
    assertThat(drawn.at(begin + drawn.offset(1) + late)).isEqualTo(begin + drawn.offset(1));
    // One in time shows that those before it began late, and those after it are held to it.
    assertThat(drawn.at(begin + drawn.offset(2) - 7)).isEqualTo(begin + drawn.offset(2) - 7);
    assertThat(drawn.at(begin + drawn.offset(3))).isEqualTo(begin + drawn.offset(3) - 7);
    assertThat(drawn.sent()).isEqualTo(4);
  }

  @Test
  void moreThanARunMayHaveAreRefused() {
    assertThatThrownBy(
            () -> Arrivals.draw(Rate.steady(1e6, Duration.ofHours(4)), Duration.ZERO, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lower rate");
  }

  private static long[] offsets(Arrivals arrivals) {
    return IntStream.range(0, arrivals.count()).mapToLong(arrivals::offset).toArray();
  }
}
