package dev.dermstream.gateway.security;

import dev.dermstream.error.ErrorCode;

/** Whether a call may go on. */
public sealed interface Verdict {
  /** It may, as this caller's. */
  record Admitted(Caller caller) implements Verdict {}

  /**
   * It may not.
   *
   * @param code UNAUTHENTICATED, PERMISSION_DENIED, or, where tokens cannot be verified now,
   *     NOT_READY
   * @param sentence for the caller
   */
  record Refused(ErrorCode code, String sentence) implements Verdict {}
}
