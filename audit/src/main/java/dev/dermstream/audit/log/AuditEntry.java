package dev.dermstream.audit.log;

import dev.dermstream.audit.chain.Conclusion;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The record of one image that is being worked on. Every entry must be ended; until then it holds a
 * place. Thread-safe.
 */
public interface AuditEntry {
  /**
   * Says what became of the image. Only the first call counts.
   *
   * @return completes when the answer may leave, or with a {@link
   *     dev.dermstream.error.ServiceException} AUDIT_UNAVAILABLE if it must not, on whatever thread
   *     found out
   */
  CompletableFuture<@Nullable Void> end(Conclusion conclusion);
}
