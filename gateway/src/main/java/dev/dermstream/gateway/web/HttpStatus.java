package dev.dermstream.gateway.web;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import io.grpc.Status;

/** The HTTP status of each error: that of its gRPC status unless HTTP has a better one. */
final class HttpStatus {
  static final int OK = 200;
  static final int FOUND = 302;
  static final int UNAUTHORIZED = 401;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int NOT_ACCEPTABLE = 406;
  static final int UNSUPPORTED_MEDIA_TYPE = 415;
  static final int INTERNAL_SERVER_ERROR = 500;
  static final int NOT_IMPLEMENTED = 501;
  static final int SERVICE_UNAVAILABLE = 503;
  private static final int CONFLICT = 409;
  private static final int CONTENT_TOO_LARGE = 413;

  private HttpStatus() {}

  /** As google.rpc.Code names them, for every constant of the vocabulary. */
  static int of(Error error) {
    return switch (error.getCode()) {
      case "MESSAGE_TOO_LARGE", "IMAGE_TOO_LARGE" -> CONTENT_TOO_LARGE;
      case "UNSUPPORTED_ENCODING", "UNSUPPORTED_MEDIA" -> UNSUPPORTED_MEDIA_TYPE;
      case "JOB_STATE" -> CONFLICT;
      default -> of(Status.fromCodeValue(StatusMapping.toStatus(error).getCode()).getCode());
    };
  }

  private static int of(Status.Code code) {
    return switch (code) {
      case OK -> OK;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> UNAUTHORIZED;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> NOT_FOUND;
      case ABORTED, ALREADY_EXISTS -> CONFLICT;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNIMPLEMENTED -> NOT_IMPLEMENTED;
      case UNAVAILABLE -> SERVICE_UNAVAILABLE;
      case DEADLINE_EXCEEDED -> 504;
      case UNKNOWN, INTERNAL, DATA_LOSS -> INTERNAL_SERVER_ERROR;
    };
  }
}
