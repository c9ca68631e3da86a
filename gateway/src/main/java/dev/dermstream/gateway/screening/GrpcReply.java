package dev.dermstream.gateway.screening;

import com.google.rpc.Status;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.upstream.StatusDetails;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.function.Supplier;

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
    return last(response::end);
  }

  @Override
  public Future<Void> end(A message) {
    return last(() -> response.end(message));
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
    return last(response::end);
  }

  /**
   * Ends the answer. A caller that was answered before it had sent all need not send the rest. To
   * one that has gone nothing is written: Vert.x 5.0.12 throws for trailers that find the stream
   * closed, or that close it because the connection is broken.
   */
  private Future<Void> last(Supplier<Future<Void>> end) {
    if (transport.response().closed()) {
      return Future.failedFuture("The caller has gone.");
    }
    Future<Void> sent;
    try {
      sent = end.get();
    } catch (RuntimeException e) {
      if (transport.response().closed()) {
        return Future.failedFuture(e);
      }
      throw e;
    }
    return sent.onSuccess(nothing -> {
      if (!transport.isEnded()) {
        transport.response().reset(NO_ERROR);
      }
    });
  }
}
