package dev.dermstream.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HttpStatusTest {
  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyErrorHasAStatusOfItsKind(ErrorCode code) {
    int status = HttpStatus.of(StatusMapping.error(code, "sentence", "id"));

    boolean ours =
        switch (code.statusCode()) {
          case INTERNAL, UNAVAILABLE, DEADLINE_EXCEEDED, UNKNOWN, DATA_LOSS -> true;
          default -> false;
        };
    assertThat(status).isBetween(ours ? 500 : 400, ours ? 599 : 501);
  }

  @ParameterizedTest
  @CsvSource({
    "MESSAGE_TOO_LARGE, 413",
    "IMAGE_TOO_LARGE, 413",
    "UNSUPPORTED_MEDIA, 415",
    "UNSUPPORTED_ENCODING, 415",
    "OVERLOADED, 429",
    "DRAINING, 503",
    "DEADLINE, 504",
    "PROFILE_NOT_FOUND, 404",
    "JOB_NOT_FOUND, 404",
    "JOB_STATE, 409",
    "INTERNAL, 500"
  })
  void theUsualOnesAreThoseOfHttp(ErrorCode code, int status) {
    assertThat(HttpStatus.of(StatusMapping.error(code, "sentence", "id"))).isEqualTo(status);
  }
}
