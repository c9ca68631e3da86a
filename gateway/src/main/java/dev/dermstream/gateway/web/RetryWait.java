package dev.dermstream.gateway.web;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.dermstream.v1.Error;
import java.util.Optional;

/** How long a caller should wait before it tries again. */
final class RetryWait {
  private static final long WITHOUT_ADVICE_SECONDS = 1;

  private RetryWait() {}

  /** Whole seconds, at least 1; empty if trying again cannot help. */
  static Optional<Long> seconds(Status status, Error error) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        try {
          return Optional.of(
              Math.max(1, detail.unpack(RetryInfo.class).getRetryDelay().getSeconds()));
        } catch (InvalidProtocolBufferException e) {
          // Advice that cannot be read is none; the error itself is told in any case.
          break;
        }
      }
    }
    return error.getRetryable() ? Optional.of(WITHOUT_ADVICE_SECONDS) : Optional.empty();
  }
}
