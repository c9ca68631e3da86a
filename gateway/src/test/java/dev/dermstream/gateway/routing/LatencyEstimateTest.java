package dev.dermstream.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyEstimateTest {
  private static final long MILLI = 1_000_000;
  private static final long MEMORY_MILLIS = 2_000;

  private final LatencyEstimate estimate = new LatencyEstimate(MEMORY_MILLIS);

  @Test
  void nothingIsKnownBeforeTheFirstSample() {
    assertThat(estimate.micros(System.nanoTime())).isZero();
  }

  @Test
  void theFirstSampleIsTheEstimate() {
    estimate.observe(5 * MILLI, 0);

    assertThat(estimate.micros(0)).isEqualTo(5_000);
  }

  @Test
  void anOldSampleHasLostTwoThirdsOfItsWeightAfterTheMemory() {
    estimate.observe(10 * MILLI, 0);
    estimate.observe(0, MEMORY_MILLIS * MILLI);

    assertThat(estimate.micros(MEMORY_MILLIS * MILLI))
        .isCloseTo((float) (10_000 / Math.E), within(1f));
  }

  @Test
  void itLiesBetweenTheSamples() {
    long seed = Long.getLong("fuzz.seed", 1);
    Random random = new Random(seed);
    long now = random.nextLong();
    for (int i = 0; i < 10_000; i++) {
      now += random.nextInt(100) * MILLI;
      estimate.observe(MILLI + random.nextInt(9_000_000), now);
      assertThat(estimate.micros(now)).as("seed %d", seed).isBetween(999f, 10_001f);
    }
  }

  @Test
  void whatWasNotMeasuredForLongIsBelievedLess() {
    estimate.observe(10 * MILLI, 0);

    assertThat(estimate.micros(MEMORY_MILLIS * MILLI)).isEqualTo(10_000);
    assertThat(estimate.micros(10 * MEMORY_MILLIS * MILLI)).isEqualTo(1_000);
  }

  @Test
  void aRefusalIsNoSpeed() {
    estimate.penalise(0);
    assertThat(estimate.micros(0)).isEqualTo(1_000);

    estimate.observe(10 * MILLI, MEMORY_MILLIS * 100 * MILLI);
    float before = estimate.micros(MEMORY_MILLIS * 100 * MILLI);
    estimate.penalise(MEMORY_MILLIS * 100 * MILLI);
    assertThat(estimate.micros(MEMORY_MILLIS * 100 * MILLI)).isEqualTo(2 * before);
  }

  @Test
  void refusalsWithoutEndHaveABound() {
    for (int i = 0; i < 1_000; i++) {
      estimate.penalise(0);
    }

    assertThat(estimate.micros(0)).isEqualTo(10_000_000);
  }
}
