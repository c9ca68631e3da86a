package dev.dermstream.batch.screening;

/** The job cannot go on until somebody acts; the message says on what. */
public final class JobStoppedException extends Exception {
  private static final long serialVersionUID = 1L;

  public JobStoppedException(String message) {
    super(message);
  }
}
