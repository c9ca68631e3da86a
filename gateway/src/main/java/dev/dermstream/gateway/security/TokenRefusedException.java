package dev.dermstream.gateway.security;

/**
 * A token that is not accepted.
 *
 * <p>The message is for the log; what the caller reads is chosen by {@link #reason}.
 */
final class TokenRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What may be told. */
  enum Reason {
    /** Forged, malformed, for others, withdrawn: strangers are not told which. */
    INVALID,
    /** Genuine but too old. */
    EXPIRED,
    /** The keys that would tell cannot be reached. */
    UNVERIFIABLE
  }

  private final Reason reason;

  TokenRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  TokenRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
