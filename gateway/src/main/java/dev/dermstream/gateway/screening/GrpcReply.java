package dev.dermstream.gateway.screening;

import com.google.rpc.Status;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.upstream.StatusDetails;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;

/** Answers by gRPC or gRPC-Web. */
record GrpcReply<A>(GrpcServerResponse<?, A> response) implements Reply<A> {
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
    return response.end();
  }

  @Override
  public Future<Void> end(A message) {
    return response.end(message);
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
    return response.end();
  }
}
