package dev.dermstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a cluster that serves {@value #CAPACITY} requests at a time, each in 20 ms. */
class GradientLimitTest {
  private static final int CAPACITY = 8;
  private static final long SERVICE_NANOS = 20_000_000L;
  private static final long WINDOW_NANOS = 1_000_000_000L;

  private final AdmissionConfig config = AdmissionConfigTest.read("");
  private final GradientLimit limit = new GradientLimit(config.limit(), config.lanes(), 0);
  private long now;

  @Test
  void aLimitThatNobodyReachesStays() {
    for (int i = 0; i < 100; i++) {
      window(Lane.ROUTINE, SERVICE_NANOS, false);
    }
    assertThat(limit.limit()).isEqualTo(config.limit().initial());
  }

  @Test
  void aLimitThatIsReachedWithoutHarmRises() {
    for (int i = 0; i < 10; i++) {
      limit.bound();
      window(Lane.ROUTINE, SERVICE_NANOS, false);
    }
    assertThat(limit.limit()).isEqualTo(config.limit().most());
  }

  @Test
  void aFloodSettlesWhereItsLaneToleratesItHoweverLongItLasts() {
    window(Lane.BATCH, SERVICE_NANOS, false);
    int highest = 0;
    for (int i = 0; i < 3600; i++) {
      limit.bound();
      window(Lane.BATCH, latencyAt(limit.limit()), false);
      if (i > 60) {
        highest = Math.max(highest, limit.limit());
        assertThat(limit.limit()).isGreaterThanOrEqualTo(2 * CAPACITY);
      }
    }
    assertThat(highest).as("4 times the latency, and a step beyond").isLessThan(5 * CAPACITY);
  }

  @Test
  void statThatGrowsSlowBesideOthersLowersTheLimit() {
    window(Lane.STAT, SERVICE_NANOS, true);
    for (int i = 0; i < 20; i++) {
      limit.bound();
      window(Lane.STAT, limit.limit() > CAPACITY ? 2 * SERVICE_NANOS : SERVICE_NANOS, true);
    }
    assertThat(limit.limit()).isBetween(CAPACITY / 2, CAPACITY);
  }

  @Test
  void trialsOfALimitThatHarmsStatGrowRare() {
    window(Lane.STAT, SERVICE_NANOS, true);
    int harmed = 0;
    for (int i = 0; i < 3600; i++) {
      limit.bound();
      boolean harms = limit.limit() > CAPACITY;
      harmed += harms ? 1 : 0;
      window(Lane.STAT, harms ? 2 * SERVICE_NANOS : SERVICE_NANOS, true);
    }
    assertThat(harmed).as("of 3,600 windows").isLessThan(36);
  }

  @Test
  void aNodeWithoutRoomLowersTheLimit() {
    int before = limit.limit();
    now += WINDOW_NANOS;
    limit.overloaded(now);
    assertThat(limit.limit()).isEqualTo(before / 2);
  }

  @Test
  void aClusterThatHasBecomeSlowerForGoodIsLearnedAnew() {
    window(Lane.ROUTINE, SERVICE_NANOS, false);
    for (int i = 0; i < 200; i++) {
      limit.bound();
      window(Lane.ROUTINE, 10 * SERVICE_NANOS, false);
    }
    assertThat(limit.limit()).isGreaterThan(config.limit().least());
    assertThat(limit.baselineNanos(Work.REPORT)).isEqualTo(10 * SERVICE_NANOS);
  }

  @Test
  void anEmbeddingSaysNothingOfAReport() {
    for (int i = 0; i < 20; i++) {
      limit.served(Lane.ROUTINE, Work.EMBEDDING, SERVICE_NANOS / 10, false, now);
      window(Lane.ROUTINE, SERVICE_NANOS, false);
    }
    assertThat(limit.limit()).isEqualTo(config.limit().initial());
  }

  @ParameterizedTest
  @EnumSource(names = {"RANKING", "TENSORS"})
  void whatTakesAsLongAsItsCallerMakesItLowersNothing(Work work) {
    for (int i = 0; i < 200; i++) {
      now += WINDOW_NANOS;
      for (int j = 0; j < 10; j++) {
        limit.served(Lane.ROUTINE, work, SERVICE_NANOS << (i % 8), false, now);
      }
    }
    assertThat(limit.limit()).isEqualTo(config.limit().initial());
  }

  private static long latencyAt(int inFlight) {
    return SERVICE_NANOS * Math.max(CAPACITY, inFlight) / CAPACITY;
  }

  private void window(Lane lane, long latencyNanos, boolean beside) {
    now += WINDOW_NANOS;
    for (int i = 0; i < 10; i++) {
      limit.served(lane, Work.REPORT, latencyNanos, beside, now);
    }
  }
}
