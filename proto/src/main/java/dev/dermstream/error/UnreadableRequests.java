package dev.dermstream.error;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Answers a request that cannot be decoded, or that is over the size limit once decompressed, with
 * its own error. grpc-java alone would answer UNKNOWN and log a stack trace for each, which hands
 * the log to whoever sends noise.
 */
public final class UnreadableRequests implements ServerInterceptor {
  private UnreadableRequests() {}

  /** Wraps a service so that its requests are decoded inside this interceptor. */
  public static ServerServiceDefinition refusedBy(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useInputStreamMessages(service), new UnreadableRequests());
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean refused;

      @Override
      public void onMessage(Q message) {
        try {
          super.onMessage(message);
        } catch (StatusRuntimeException e) {
          refused = true;
          StatusRuntimeException told =
              StatusMapping.toException(StatusMapping.error(code(e), sentence(e), ""));
          Metadata trailers = told.getTrailers();
          call.close(told.getStatus(), trailers == null ? new Metadata() : trailers);
        }
      }

      @Override
      public void onHalfClose() {
        if (!refused) {
          super.onHalfClose();
        }
      }
    };
  }

  private static ErrorCode code(StatusRuntimeException e) {
    if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      return ErrorCode.MESSAGE_TOO_LARGE;
    }
    return e.getCause() instanceof InvalidProtocolBufferException
        ? ErrorCode.INVALID_INPUT
        : ErrorCode.INTERNAL;
  }

  private static String sentence(StatusRuntimeException e) {
    return switch (code(e)) {
      case MESSAGE_TOO_LARGE -> "The message is over the size limit.";
      case INVALID_INPUT -> "The bytes are no message of this method.";
      default -> "The request could not be read.";
    };
  }
}
