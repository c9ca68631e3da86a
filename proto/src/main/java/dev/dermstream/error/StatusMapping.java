package dev.dermstream.error;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.dermstream.v1.Error;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;

/**
 * The single mapping between the error vocabulary and gRPC: {@code google.rpc.Status} with an
 * {@code ErrorInfo} (reason = constant, domain = {@value #DOMAIN}) and a {@code RequestInfo}.
 */
public final class StatusMapping {
  /** The domain of our reasons in {@code google.rpc.ErrorInfo}. */
  public static final String DOMAIN = "dermstream.dev";

  private static final String RETRYABLE = "retryable";
  private static final long MILLIS_PER_SECOND = 1000;
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final long LONGEST_RETRY_SECONDS = 86_400;

  /**
   * Bytes of a message in UTF-8. It travels twice in the headers that end a call, once with up to
   * three characters a byte; clients take 8 KiB of headers and call more an INTERNAL failure.
   */
  private static final int MOST_MESSAGE_BYTES = 1024;

  private static final String CUT = " ...";

  private StatusMapping() {}

  /** What a caller reads of this failure: unknown ones give INTERNAL and the request id only. */
  public static Error toError(Throwable failure, String requestId) {
    return switch (failure) {
      case ServiceException e -> error(e.code(), e.sentence(), requestId);
      case StatusRuntimeException e -> fromStatus(e, requestId);
      default ->
          error(
              ErrorCode.INTERNAL,
              "The request failed inside the server; quote the request id when you report it.",
              requestId);
    };
  }

  /** An in-band error. */
  public static Error error(ErrorCode code, String message, String requestId) {
    return Error.newBuilder()
        .setCode(code.name())
        .setMessage(message)
        .setRetryable(code.retryable())
        .setRequestId(requestId)
        .build();
  }

  /** The status of an error, details included; a message too long for headers is cut. */
  public static Status toStatus(Error error) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(codeOf(error).statusCode().value())
            .setMessage(fitting(error.getMessage()))
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(error.getCode())
                        .setDomain(DOMAIN)
                        .putMetadata(RETRYABLE, Boolean.toString(error.getRetryable()))
                        .build()))
            .addDetails(
                Any.pack(RequestInfo.newBuilder().setRequestId(error.getRequestId()).build()));
    if (error.getRetryAfterMillis() > 0) {
      status.addDetails(
          Any.pack(
              RetryInfo.newBuilder().setRetryDelay(duration(error.getRetryAfterMillis())).build()));
    }
    return status.build();
  }

  private static String fitting(String message) {
    if (bytes(message) <= MOST_MESSAGE_BYTES) {
      return message;
    }
    int room = MOST_MESSAGE_BYTES - CUT.length();
    int end = 0;
    while (true) {
      int character = message.codePointAt(end);
      room -= bytes(Character.toString(character));
      if (room < 0) {
        return message.substring(0, end) + CUT;
      }
      end += Character.charCount(character);
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** For grpc-java servers. */
  public static StatusRuntimeException toException(Error error) {
    return StatusProto.toStatusRuntimeException(toStatus(error));
  }

  /** Reads an error back from the details of a status; empty details are mapped by status code. */
  public static Error fromStatus(Status status, String requestId) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          if (info.getDomain().equals(DOMAIN)) {
            return Error.newBuilder()
                .setRetryAfterMillis(retryAfterMillis(status))
                .setCode(info.getReason())
                .setMessage(status.getMessage())
                .setRetryable(Boolean.parseBoolean(info.getMetadataOrDefault(RETRYABLE, "false")))
                .setRequestId(requestId)
                .build();
          }
        } catch (InvalidProtocolBufferException e) {
          return error(ErrorCode.INTERNAL, "A peer sent an unreadable error.", requestId);
        }
      }
    }
    return fromCode(io.grpc.Status.fromCodeValue(status.getCode()).getCode(), requestId);
  }

  /** How long to wait before another attempt, in milliseconds; 0 if the status does not say. */
  public static long retryAfterMillis(Status status) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        try {
          Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          long seconds = Math.clamp(delay.getSeconds(), 0, LONGEST_RETRY_SECONDS);
          return Math.max(0, seconds * MILLIS_PER_SECOND + delay.getNanos() / NANOS_PER_MILLI);
        } catch (InvalidProtocolBufferException e) {
          // Advice that cannot be read is none; the error itself is told in any case.
          return 0;
        }
      }
    }
    return 0;
  }

  /** The vocabulary's word for a bare status code of a peer that sent no details. */
  public static Error fromCode(io.grpc.Status.Code code, String requestId) {
    return switch (code) {
      case UNAVAILABLE ->
          error(ErrorCode.NOT_READY, "A part of the cluster cannot be reached.", requestId);
      case DEADLINE_EXCEEDED ->
          error(ErrorCode.DEADLINE, "The deadline passed before the answer.", requestId);
      case CANCELLED -> error(ErrorCode.CANCELLED, "The call was cancelled.", requestId);
      case RESOURCE_EXHAUSTED ->
          error(ErrorCode.MESSAGE_TOO_LARGE, "The message is over the size limit.", requestId);
      default ->
          error(
              ErrorCode.INTERNAL,
              "The request failed inside the server; quote the request id when you report it.",
              requestId);
    };
  }

  private static Duration duration(long millis) {
    return Duration.newBuilder()
        .setSeconds(millis / MILLIS_PER_SECOND)
        .setNanos((int) (millis % MILLIS_PER_SECOND) * NANOS_PER_MILLI)
        .build();
  }

  private static Error fromStatus(StatusRuntimeException e, String requestId) {
    Status status = StatusProto.fromThrowable(e);
    return status == null
        ? fromCode(e.getStatus().getCode(), requestId)
        : fromStatus(status, requestId);
  }

  private static ErrorCode codeOf(Error error) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(error.getCode())) {
        return code;
      }
    }
    return ErrorCode.INTERNAL;
  }
}
