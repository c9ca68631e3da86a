package dev.dermstream.gateway.upstream;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import io.vertx.core.MultiMap;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads why a peer ended a call. Vert.x drops the status message and knows no details, so both are
 * read from the trailers, or from the headers where the peer sent nothing else.
 */
public final class StatusReader {
  /** With less than this left a call that broke off is late: nobody has time to ask again. */
  private static final long TOO_LATE_MILLIS = 5;

  private StatusReader() {}

  /** The status as the vocabulary has it. */
  static Error read(GrpcClientResponse<?, ?> response, CallContext context) {
    return details(response)
        .map(status -> StatusMapping.fromStatus(status, context.requestId()))
        .orElseGet(() -> bare(response.status(), context));
  }

  /** The status as the peer told it, for a caller who knows the peer's own words. */
  public static Status relay(GrpcClientResponse<?, ?> response, CallContext context) {
    return details(response)
        .orElseGet(() -> StatusMapping.toStatus(bare(response.status(), context)));
  }

  private static Optional<Status> details(GrpcClientResponse<?, ?> response) {
    String details = value(response, StatusDetails.KEY);
    try {
      return details == null ? Optional.empty() : Optional.of(StatusDetails.decode(details));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Error bare(@Nullable GrpcStatus status, CallContext context) {
    if (status == null) {
      return StatusMapping.fromCode(io.grpc.Status.Code.UNKNOWN, context.requestId());
    }
    if (status == GrpcStatus.CANCELLED) {
      return brokenOff(context);
    }
    return StatusMapping.fromCode(
        io.grpc.Status.fromCodeValue(status.code).getCode(), context.requestId());
  }

  /**
   * This side did not cancel: the peer saw the deadline pass a moment before this side's timer, or
   * it is going away.
   */
  public static Error brokenOff(CallContext context) {
    if (context.deadline().remainingMillis() <= TOO_LATE_MILLIS) {
      return StatusMapping.fromCode(io.grpc.Status.Code.DEADLINE_EXCEEDED, context.requestId());
    }
    return StatusMapping.error(
        ErrorCode.NOT_READY,
        "A part of the cluster broke the call off; try again.",
        context.requestId());
  }

  private static @Nullable String value(GrpcClientResponse<?, ?> response, String key) {
    MultiMap trailers = response.trailers();
    String inTrailers = trailers == null ? null : trailers.get(key);
    return inTrailers != null ? inTrailers : response.headers().get(key);
  }
}
