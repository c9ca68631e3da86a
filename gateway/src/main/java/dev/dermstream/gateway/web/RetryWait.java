package dev.dermstream.gateway.web;

import com.google.rpc.Status;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import java.util.Optional;

/** How long a caller should wait before it tries again. */
final class RetryWait {
  private static final long MILLIS_PER_SECOND = 1000;
  private static final long WITHOUT_ADVICE_SECONDS = 1;

  private RetryWait() {}

  /** Whole seconds, at least 1 and never less than advised; empty if trying again cannot help. */
  static Optional<Long> seconds(Status status, Error error) {
    long millis = StatusMapping.retryAfterMillis(status);
    if (millis > 0) {
      return Optional.of(Math.ceilDiv(millis, MILLIS_PER_SECOND));
    }
    return error.getRetryable() ? Optional.of(WITHOUT_ADVICE_SECONDS) : Optional.empty();
  }
}
