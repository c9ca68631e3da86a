package dev.dermstream.batch.ledger;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The ledger cannot be used now. */
public final class LedgerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  public LedgerException(String message, boolean retryable, @Nullable Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** The same, met by another thread. */
  public LedgerException(LedgerException met) {
    this(String.valueOf(met.getMessage()), met.retryable, met);
  }

  /** Whether the same call may succeed later: the database is away, busy or full. */
  public boolean isRetryable() {
    return retryable;
  }
}
