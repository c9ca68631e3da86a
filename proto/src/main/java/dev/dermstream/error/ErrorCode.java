package dev.dermstream.error;

import io.grpc.Status;

/**
 * Everything that can go wrong between a caller and an answer, with its gRPC status and whether the
 * same request may succeed later or elsewhere. The constant's name is what travels on the wire.
 */
public enum ErrorCode {
  /** A field of the request is missing, malformed or out of range. */
  INVALID_INPUT(Status.Code.INVALID_ARGUMENT, false),
  /** The request carries no image bytes. */
  EMPTY_IMAGE(Status.Code.INVALID_ARGUMENT, false),
  /** The bytes are of no image format that is read here. */
  UNSUPPORTED_MEDIA(Status.Code.INVALID_ARGUMENT, false),
  /** The image ends before its last pixel. */
  TRUNCATED_IMAGE(Status.Code.INVALID_ARGUMENT, false),
  /** The image's structure or pixels are damaged. */
  CORRUPT_IMAGE(Status.Code.INVALID_ARGUMENT, false),
  /** Width times height is over the limit. */
  IMAGE_TOO_LARGE(Status.Code.INVALID_ARGUMENT, false),
  /** A DICOM object without pixels. */
  NO_PIXELS(Status.Code.INVALID_ARGUMENT, false),
  /** The message is larger than the server takes. */
  MESSAGE_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED, false),
  /** The request is compressed, which the server does not take; send it uncompressed. */
  UNSUPPORTED_ENCODING(Status.Code.UNIMPLEMENTED, false),
  /** The call carries no token, or none that is accepted. */
  UNAUTHENTICATED(Status.Code.UNAUTHENTICATED, false),
  /** The caller is known but may not do this. */
  PERMISSION_DENIED(Status.Code.PERMISSION_DENIED, false),
  /** The release has no profile of that name. */
  PROFILE_NOT_FOUND(Status.Code.NOT_FOUND, false),
  /** The model repository holds no model of that name, or no such version of it. */
  MODEL_NOT_FOUND(Status.Code.NOT_FOUND, false),
  /** The batch ledger holds no job of that id. */
  JOB_NOT_FOUND(Status.Code.NOT_FOUND, false),
  /** The job is in a state in which this cannot be asked of it. */
  JOB_STATE(Status.Code.FAILED_PRECONDITION, false),
  /** The profile cannot do what was asked, for example answer questions. */
  UNSUPPORTED_BY_PROFILE(Status.Code.FAILED_PRECONDITION, false),
  /** The server has not finished loading, or a part that it needs is away. */
  NOT_READY(Status.Code.UNAVAILABLE, true),
  /** The server is shutting down and takes no new work. */
  DRAINING(Status.Code.UNAVAILABLE, true),
  /** Every place in the queue is taken. */
  OVERLOADED(Status.Code.RESOURCE_EXHAUSTED, true),
  /** The engine died or hung under the work, or ran out of memory; it is being built anew. */
  ENGINE_FAILED(Status.Code.UNAVAILABLE, true),
  /** The audit cannot record the answer, so none is given. */
  AUDIT_UNAVAILABLE(Status.Code.UNAVAILABLE, true),
  /** Node and index answered from two different releases; no answer may mix them. */
  RELEASE_MISMATCH(Status.Code.UNAVAILABLE, true),
  /** The caller's deadline passed. */
  DEADLINE(Status.Code.DEADLINE_EXCEEDED, false),
  /** The caller went away. */
  CANCELLED(Status.Code.CANCELLED, false),
  /** Another call goes on with the session of this one. */
  TAKEN_OVER(Status.Code.ABORTED, false),
  /** A fault of this system; the log has it under the request id. */
  INTERNAL(Status.Code.INTERNAL, false);

  private final Status.Code statusCode;
  private final boolean retryable;

  ErrorCode(Status.Code statusCode, boolean retryable) {
    this.statusCode = statusCode;
    this.retryable = retryable;
  }

  /** The gRPC status code that this error travels as. */
  public Status.Code statusCode() {
    return statusCode;
  }

  /** True if the same request may succeed later or on another server. */
  public boolean retryable() {
    return retryable;
  }
}
