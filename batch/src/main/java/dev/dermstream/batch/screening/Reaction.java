package dev.dermstream.batch.screening;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.v1.Error;

/** What an error of the gateway means for the file that met it. */
enum Reaction {
  /** Nothing that the file could help: it waits for as long as it takes. */
  WAIT,
  /** It counts against the file, which is tried again. */
  COUNT,
  /** The file will never be taken. */
  REJECT,
  /** No file of the job would be served: somebody must act. */
  STOP;

  static Reaction to(Error error) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(error.getCode())) {
        return to(code);
      }
    }
    return COUNT;
  }

  private static Reaction to(ErrorCode code) {
    return switch (code) {
      case NOT_READY, DRAINING, OVERLOADED, AUDIT_UNAVAILABLE, RELEASE_MISMATCH -> WAIT;
      case INVALID_INPUT,
          EMPTY_IMAGE,
          UNSUPPORTED_MEDIA,
          TRUNCATED_IMAGE,
          CORRUPT_IMAGE,
          IMAGE_TOO_LARGE,
          NO_PIXELS,
          MESSAGE_TOO_LARGE ->
          REJECT;
      case UNAUTHENTICATED,
          PERMISSION_DENIED,
          PROFILE_NOT_FOUND,
          MODEL_NOT_FOUND,
          UNSUPPORTED_BY_PROFILE,
          UNSUPPORTED_ENCODING ->
          STOP;
      case JOB_NOT_FOUND, JOB_STATE, ENGINE_FAILED, DEADLINE, CANCELLED, TAKEN_OVER, INTERNAL ->
          COUNT;
    };
  }
}
