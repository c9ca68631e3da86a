package dev.dermstream.node.oip;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * What a call's metadata says, beside its messages.
 *
 * @param requestId from {@code x-request-id}; empty if there is none that is short and plain
 * @param statusErrors from {@code triton_grpc_error}: an error in a stream ends it with a status
 */
record CallHeaders(String requestId, boolean statusErrors) {
  private static final Context.Key<CallHeaders> KEY =
      Context.keyWithDefault("dermstream-oip-headers", new CallHeaders("", false));
  private static final Metadata.Key<String> REQUEST_ID = key("x-request-id");
  private static final Metadata.Key<String> STATUS_ERRORS = key("triton_grpc_error");
  private static final int LONGEST_REQUEST_ID = 200;

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** Those of the call in whose context this runs. */
  static CallHeaders current() {
    return KEY.get();
  }

  /** Reads them before a call's method is entered. */
  static final class Interceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
      CallHeaders headers =
          new CallHeaders(
              plain(metadata.get(REQUEST_ID)), "true".equals(metadata.get(STATUS_ERRORS)));
      return Contexts.interceptCall(
          Context.current().withValue(KEY, headers), call, metadata, next);
    }
  }

  private static String plain(@Nullable String id) {
    return id != null && id.length() <= LONGEST_REQUEST_ID ? id : "";
  }
}
