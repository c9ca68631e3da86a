package dev.dermstream.platform.patience;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PatientAwaitsTest {
  @Test
  void testsWaitForAMinuteByDefault() {
    assertThatThrownBy(() -> Awaitility.await().atLeast(Duration.ofSeconds(61)).until(() -> true))
        .hasMessageContaining("1 minute");
  }
}
