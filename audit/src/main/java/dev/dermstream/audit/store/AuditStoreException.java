package dev.dermstream.audit.store;

/** A store that cannot be reached, read or written. Its message is for the log, never a caller. */
public final class AuditStoreException extends Exception {
  private static final long serialVersionUID = 1L;

  public AuditStoreException(String message) {
    super(message);
  }

  public AuditStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
