package dev.dermstream.audit.log;

import dev.dermstream.audit.chain.ChainRecord;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A record that waits to be written.
 *
 * @param durable for whoever waits for it
 */
record Pending(ChainRecord content, CompletableFuture<@Nullable Void> durable) {
  static ServiceException unavailable() {
    return new ServiceException(
        ErrorCode.AUDIT_UNAVAILABLE,
        "The answer cannot be entered in the audit now, so none is given; try again in a moment.");
  }
}
