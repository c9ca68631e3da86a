package dev.dermstream.pacs.client;

import io.grpc.Status;

/** The session cannot go on: the edge refused it, or was away for too long. */
public final class SessionFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // Never sent anywhere.
  private final Status status;

  SessionFailedException(Status status) {
    super(status.getCode() + ": " + status.getDescription(), status.getCause());
    this.status = status;
  }

  /** With which the edge refused it. */
  public Status status() {
    return status;
  }
}
