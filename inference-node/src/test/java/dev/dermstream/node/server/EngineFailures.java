package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.error.StatusMapping;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** What a call says whose engine was lost. */
final class EngineFailures {
  private EngineFailures() {}

  static void assertIsRetryable(Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
              assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("ENGINE_FAILED");
            });
  }
}
