package dev.dermstream.gateway.screening;

import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;

/** {@code ScreenStream}: many images in, their events out. */
final class ScreenStreamHandler {
  /** A stream may stay open for as long as images come; each image has a deadline of its own. */
  private static final Duration STREAM_DEADLINE = Duration.ofDays(7);

  private final CallSupport support;

  ScreenStreamHandler(CallSupport support) {
    this.support = support;
  }

  void handle(GrpcServerRequest<ScreenStreamRequest, ScreenStreamResponse> request) {
    InboundCall<ScreenStreamResponse> call =
        InboundCall.open(support.vertx(), request, STREAM_DEADLINE, support.entrance());
    StreamSession session = new StreamSession(support, request, support.entrance().passing(), call);
    if (call.enter(support.gate(), session::drain)) {
      session.start();
    }
  }
}
