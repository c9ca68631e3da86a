package dev.dermstream.gateway.screening;

import com.google.rpc.Status;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.upstream.StatusDetails;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;

/**
 * Answers by gRPC or gRPC-Web.
 *
 * @param transport that of the request
 */
record GrpcReply<A>(GrpcServerResponse<?, A> response, HttpServerRequest transport)
    implements Reply<A> {
  private static final long NO_ERROR = 0;

  /** Clients with a retry policy obey it (gRFC A6). */
  private static final String PUSHBACK_KEY = "grpc-retry-pushback-ms";

  @Override
  public void write(A message) {
    response.write(message);
  }

  @Override
  public boolean isFull() {
    return response.writeQueueFull();
  }

  @Override
  public void onRoom(Runnable room) {
    response.drainHandler(nothing -> room.run());
  }

  @Override
  public Future<Void> end() {
    return stopping(response.end());
  }

  @Override
  public Future<Void> end(A message) {
    return stopping(response.end(message));
  }

  @Override
  public Future<Void> fail(Status status) {
    response.trailers().set(StatusDetails.KEY, StatusDetails.encode(status));
    long retryAfterMillis = StatusMapping.retryAfterMillis(status);
    if (retryAfterMillis > 0) {
      response.trailers().set(PUSHBACK_KEY, Long.toString(retryAfterMillis));
    }
    response.status(GrpcStatus.valueOf(status.getCode()));
    response.statusMessage(status.getMessage());
    return stopping(response.end());
  }

  /** A caller that was answered before it had sent all need not send the rest. */
  private Future<Void> stopping(Future<Void> sent) {
    return sent.onSuccess(nothing -> {
      if (!transport.isEnded()) {
        transport.response().reset(NO_ERROR);
      }
    });
  }
}
