package dev.dermstream.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusReaderTest {
  @Test
  void aCallBrokenOffBeforeItsDeadlineCanBeTriedAgain() {
    var error = StatusReader.brokenOff(new CallContext("r", Deadline.after(Duration.ofHours(1))));

    assertThat(error.getCode()).isEqualTo("NOT_READY");
    assertThat(error.getRetryable()).isTrue();
  }

  @Test
  void aCallBrokenOffAMomentBeforeItsDeadlineIsLate() {
    var error = StatusReader.brokenOff(new CallContext("r", Deadline.after(Duration.ofMillis(1))));

    assertThat(error.getCode()).isEqualTo("DEADLINE");
    assertThat(error.getRequestId()).isEqualTo("r");
  }
}
