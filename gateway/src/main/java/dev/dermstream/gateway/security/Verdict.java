package dev.dermstream.gateway.security;

import dev.dermstream.error.ErrorCode;
import java.util.Optional;

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
   * @param caller who may not; empty if that is not known
   */
  record Refused(ErrorCode code, String sentence, Optional<Caller> caller) implements Verdict {
    Refused(ErrorCode code, String sentence) {
      this(code, sentence, Optional.empty());
    }
  }
}
