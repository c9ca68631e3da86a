package dev.dermstream.node.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final long MILLI = 1_000_000;

  private final Arrivals arrivals = new Arrivals();

  @Test
  void expectsNothingBeforeAnythingCame() {
    assertThat(arrivals.nanosUntil(1, 5)).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void learnsTheMeanRate() {
    long now = 0;
    for (int i = 0; i < 1000; i++) {
      now += MILLI;
      arrivals.arrived(now);
    }

    assertThat(arrivals.nanosUntil(1, now)).isCloseTo(MILLI, within(0.02 * MILLI));
    assertThat(arrivals.nanosUntil(5, now)).isCloseTo(5 * MILLI, within(0.1 * MILLI));
  }

  @Test
  void believesASilenceMoreThanTheMean() {
    for (int i = 1; i <= 1000; i++) {
      arrivals.arrived(i * MILLI);
    }

    assertThat(arrivals.nanosUntil(1, 1030 * MILLI)).isGreaterThanOrEqualTo(30 * MILLI);
  }

  @Test
  void expectsCallersBackThatCameBackBefore() {
    long now = 0;
    for (int run = 0; run < 50; run++) {
      now += 10 * MILLI;
      arrivals.runEnded(8, 10 * MILLI, now);
      assertThat(arrivals.echoing(now)).isLessThanOrEqualTo(8);
      for (int i = 1; i <= 8; i++) {
        arrivals.arrived(now + i * 20_000L);
      }
    }
    now += 10 * MILLI;
    arrivals.runEnded(8, 10 * MILLI, now);

    assertThat(arrivals.echoing(now)).isEqualTo(8);
    assertThat(arrivals.nanosUntil(8, now)).isLessThan(MILLI);
    arrivals.arrived(now + 20_000);
    assertThat(arrivals.echoing(now + 20_000)).isEqualTo(7);
    assertThat(arrivals.echoing(now + 2 * MILLI)).as("too late for an echo").isZero();
  }

  @Test
  void expectsNoEchoWhereNobodyCameBack() {
    for (int run = 1; run <= 50; run++) {
      arrivals.runEnded(8, 10 * MILLI, 10 * MILLI * run);
      arrivals.arrived(10 * MILLI * run + 5 * MILLI);
    }

    assertThat(arrivals.echoing(500 * MILLI)).isZero();
  }
}
