package dev.dermstream.error;

/**
 * A request that cannot be served, with the code and the sentence that the caller will read. The
 * message must hold no patient data and no internals: it is sent as it stands.
 */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public ServiceException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public ServiceException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }

  /** The message, never null here. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
