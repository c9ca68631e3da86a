package dev.dermstream.batch.output;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An output cannot be written; the message is a sentence that names the place and what is wrong
 * with it, without secrets and without anything of an image.
 */
public final class OutputException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  public OutputException(String message, boolean retryable) {
    this(message, retryable, null);
  }

  public OutputException(String message, boolean retryable, @Nullable Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** Whether the same may succeed later: the disk is full, the folder or database away. */
  public boolean isRetryable() {
    return retryable;
  }
}
