package dev.dermstream.gateway.upstream;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import io.vertx.core.MultiMap;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads why a peer ended a call. Vert.x drops the status message and knows no details, so both are
 * read from the trailers, or from the headers where the peer sent nothing else.
 */
final class StatusReader {
  private StatusReader() {}

  static Error read(GrpcClientResponse<?, ?> response, String requestId) {
    GrpcStatus status = response.status();
    String details = value(response, StatusDetails.KEY);
    if (details == null) {
      return bare(status, requestId);
    }
    try {
      return StatusMapping.fromStatus(StatusDetails.decode(details), requestId);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return bare(status, requestId);
    }
  }

  private static Error bare(@Nullable GrpcStatus status, String requestId) {
    if (status == null) {
      return StatusMapping.fromCode(io.grpc.Status.Code.UNKNOWN, requestId);
    }
    if (status == GrpcStatus.CANCELLED) {
      return brokenOff(requestId);
    }
    return StatusMapping.fromCode(io.grpc.Status.fromCodeValue(status.code).getCode(), requestId);
  }

  /** This side did not cancel, so a cancellation by the peer says that the peer is going away. */
  static Error brokenOff(String requestId) {
    return StatusMapping.error(
        ErrorCode.NOT_READY, "A part of the cluster broke the call off; try again.", requestId);
  }

  private static @Nullable String value(GrpcClientResponse<?, ?> response, String key) {
    MultiMap trailers = response.trailers();
    String inTrailers = trailers == null ? null : trailers.get(key);
    return inTrailers != null ? inTrailers : response.headers().get(key);
  }
}
