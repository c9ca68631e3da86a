package dev.dermstream.platform.tracing;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;

/** Opens a span for every call of a grpc-java service and ends it with the call's status. */
public final class TracedCalls implements ServerInterceptor {
  private static final Context.Key<Trace> KEY =
      Context.keyWithDefault("dermstream-trace", Trace.NONE);
  private static final Metadata.Key<String> REQUEST_ID = key("x-request-id");

  private final Tracing tracing;

  private TracedCalls(Tracing tracing) {
    this.tracing = tracing;
  }

  /** The service, traced; itself while tracing is off. */
  public static ServerServiceDefinition of(ServerServiceDefinition service, Tracing tracing) {
    return tracing.isOn()
        ? ServerInterceptors.intercept(service, new TracedCalls(tracing))
        : service;
  }

  /** That of the call in whose gRPC context this runs. */
  public static Trace current() {
    return KEY.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Trace trace =
        tracing.accept(
            Trace.GRPC,
            call.getMethodDescriptor().getFullMethodName(),
            name -> headers.get(key(name)));
    String requestId = headers.get(REQUEST_ID);
    if (requestId != null) {
      trace.requestId(requestId);
    }
    ServerCall<Q, A> traced =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            trace.end(status.getCode());
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(
        Contexts.interceptCall(Context.current().withValue(KEY, trace), traced, headers, next)) {
      @Override
      public void onCancel() {
        trace.end(Status.Code.CANCELLED);
        super.onCancel();
      }
    };
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
