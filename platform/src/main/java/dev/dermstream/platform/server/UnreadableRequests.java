package dev.dermstream.platform.server;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers a request that cannot be decoded, or that is over the size limit, compressed or not, with
 * its own error. grpc-java alone would answer UNKNOWN and log a stack trace for noise, and give no
 * details for a size. Needs {@link TransportEnd#FACTORY} in the same server.
 */
final class UnreadableRequests implements ServerInterceptor {
  private UnreadableRequests() {}

  /** Wraps a service so that its requests are decoded inside this interceptor. */
  static ServerServiceDefinition refusedBy(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useInputStreamMessages(service), new UnreadableRequests());
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    TransportEnd end = TransportEnd.current();
    ServerCall<Q, A> ended = new EndedOnce<>(call);
    return new SimpleForwardingServerCallListener<>(next.startCall(ended, headers)) {
      private boolean refused;

      @Override
      public void onMessage(Q message) {
        if (refused) {
          // A stream's further messages, already on their way.
          return;
        }
        try {
          super.onMessage(message);
        } catch (StatusRuntimeException e) {
          refuse(code(e));
        }
      }

      @Override
      public void onHalfClose() {
        if (!refused) {
          super.onHalfClose();
        }
      }

      @Override
      public void onCancel() {
        // The transport's own answer, without details, is still to come; the first one counts.
        if (end.isOverTheLimit() && !refused) {
          refuse(ErrorCode.MESSAGE_TOO_LARGE);
        }
        super.onCancel();
      }

      private void refuse(ErrorCode code) {
        refused = true;
        StatusRuntimeException told =
            StatusMapping.toException(StatusMapping.error(code, sentence(code), ""));
        Metadata trailers = told.getTrailers();
        ended.close(told.getStatus(), trailers == null ? new Metadata() : trailers);
      }
    };
  }

  /** A service may end its call on a thread of its own just when a message cannot be read. */
  private static final class EndedOnce<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final AtomicBoolean over = new AtomicBoolean();

    EndedOnce(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!over.getAndSet(true)) {
        super.close(status, trailers);
      }
    }
  }

  private static ErrorCode code(StatusRuntimeException e) {
    if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      return ErrorCode.MESSAGE_TOO_LARGE;
    }
    return e.getCause() instanceof InvalidProtocolBufferException
        ? ErrorCode.INVALID_INPUT
        : ErrorCode.INTERNAL;
  }

  private static String sentence(ErrorCode code) {
    return switch (code) {
      case MESSAGE_TOO_LARGE -> "The message is over the size limit.";
      case INVALID_INPUT -> "The bytes are no message of this method.";
      default -> "The request could not be read.";
    };
  }
}
