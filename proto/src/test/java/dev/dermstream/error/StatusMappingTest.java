package dev.dermstream.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.v1.Error;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusMappingTest {
  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyConstantSurvivesTheWire(ErrorCode code) {
    Error sent = StatusMapping.error(code, "A sentence.", "r-1");

    StatusRuntimeException onTheWire = StatusMapping.toException(sent);

    assertThat(onTheWire.getStatus().getCode()).isEqualTo(code.statusCode());
    assertThat(onTheWire.getStatus().getCode()).isNotIn(Status.Code.OK, Status.Code.UNKNOWN);
    assertThat(StatusMapping.toError(onTheWire, "r-1")).isEqualTo(sent);
  }

  @Test
  void theTimeToWaitSurvivesTheWire() {
    Error sent =
        StatusMapping.error(ErrorCode.OVERLOADED, "Later.", "r-1").toBuilder()
            .setRetryAfterMillis(12_345)
            .build();

    assertThat(StatusMapping.retryAfterMillis(StatusMapping.toStatus(sent))).isEqualTo(12_345);
    assertThat(StatusMapping.toError(StatusMapping.toException(sent), "r-1")).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"word ", "\n", "광선각화증 ", "🙂"})
  void aMessageTooLongForHeadersIsCutBetweenCharacters(String part) {
    Error sent = StatusMapping.error(ErrorCode.INVALID_INPUT, part.repeat(10_000), "r-1");

    String message = StatusMapping.toStatus(sent).getMessage();

    assertThat(message).endsWith(" ...").hasSizeGreaterThan(250);
    assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1024);
    assertThat(part.repeat(10_000))
        .startsWith(message.substring(0, message.length() - " ...".length()));
  }

  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void everyBareStatusOfAPeerHasAWord(Status.Code code) {
    Error error = StatusMapping.fromCode(code, "r-2");

    assertThat(error.getCode()).isNotEmpty();
    assertThat(error.getRequestId()).isEqualTo("r-2");
  }

  @Test
  void onlyTransientFailuresAreRetryable() {
    EnumSet<ErrorCode> retryable = EnumSet.noneOf(ErrorCode.class);
    for (ErrorCode code : ErrorCode.values()) {
      if (code.retryable()) {
        retryable.add(code);
      }
    }

    assertThat(retryable)
        .containsExactlyInAnyOrder(
            ErrorCode.NOT_READY,
            ErrorCode.DRAINING,
            ErrorCode.OVERLOADED,
            ErrorCode.AUDIT_UNAVAILABLE,
            ErrorCode.ENGINE_FAILED,
            ErrorCode.RELEASE_MISMATCH);
  }

  @Test
  void unknownFailuresTellNothingButTheRequestId() {
    Error error =
        StatusMapping.toError(new IllegalStateException("password of the database"), "r-3");

    assertThat(error.getCode()).isEqualTo("INTERNAL");
    assertThat(error.getMessage()).doesNotContain("password");
    assertThat(error.getRequestId()).isEqualTo("r-3");
  }
}
