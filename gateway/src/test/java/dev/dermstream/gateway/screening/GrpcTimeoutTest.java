package dev.dermstream.gateway.screening;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTimeoutTest {
  @ParameterizedTest
  @CsvSource({
    "1H, PT1H",
    "2M, PT2M",
    "3S, PT3S",
    "4m, PT0.004S",
    "5u, PT0.000005S",
    "6n, PT0.000000006S",
    "0n, PT0S",
    "99999999H, PT99999999H"
  })
  void everyUnitIsRead(String header, Duration expected) {
    assertThat(GrpcTimeout.parse(header)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "S", "1s", "1h", "-1S", "1.5S", "123456789S", "1S ", "１S"})
  void anythingElseIsNoTimeout(String header) {
    assertThat(GrpcTimeout.parse(header)).isEmpty();
  }

  @Test
  void noHeaderIsNoTimeout() {
    assertThat(GrpcTimeout.parse(null)).isEmpty();
  }
}
