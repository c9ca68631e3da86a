package dev.dermstream.node.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DeviceTimesTest {
  private final DeviceTimes times = new DeviceTimes(16);

  @Test
  void knowsNothingBeforeTheFirstRun() {
    assertThat(times.nanos(4)).isNaN();
    assertThat(times.knownOver(0, 16)).isFalse();
  }

  @Test
  void interpolatesBetweenKnownSizesAndPromisesNoGainBeyondThem() {
    times.record(4, 1000);
    times.record(8, 1400);

    assertThat(times.knownOver(4, 7)).isFalse();
    assertThat(times.knownOver(4, 8)).isTrue();

    assertThat(times.nanos(4)).isEqualTo(1000);
    assertThat(times.nanos(5)).isEqualTo(1100);
    assertThat(times.nanos(16)).isEqualTo(2800);
    assertThat(times.nanos(1)).isEqualTo(250);
    assertThat(times.rate(8)).isCloseTo(8 / 1400.0, within(1e-12));
  }

  @Test
  void forgetsThatTheFirstRunWasSlowAndFollowsTheDevice() {
    times.record(2, 1_000_000);
    times.record(2, 100);
    assertThat(times.nanos(2)).isEqualTo(100);

    for (int i = 0; i < 100; i++) {
      times.record(2, 200);
    }
    assertThat(times.nanos(2)).isCloseTo(200, within(1.0));
  }

  @Test
  void recoversSoonFromTimesOfABusyMoment() {
    for (int i = 0; i < 10; i++) {
      times.record(8, 10_000);
    }
    for (int i = 0; i < 4; i++) {
      times.record(8, 1000);
    }
    assertThat(times.nanos(8)).isLessThan(1600);
  }
}
