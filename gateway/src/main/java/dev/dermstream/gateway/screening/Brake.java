package dev.dermstream.gateway.screening;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.server.GrpcServerRequest;

/** Holds a caller back by flow control. Lives on one event loop. */
public final class Brake {
  private final Vertx vertx;
  private final GrpcServerRequest<?, ?> request;
  private final HttpServerRequest transport;
  private boolean held;

  /**
   * @param transport that of the request, as {@link Entrance} knows it
   */
  Brake(Vertx vertx, GrpcServerRequest<?, ?> request, HttpServerRequest transport) {
    this.vertx = vertx;
    this.request = request;
    this.transport = transport;
  }

  /** For the call that is passing the entrance now. */
  public static Brake passing(Vertx vertx, GrpcServerRequest<?, ?> request, Entrance entrance) {
    return new Brake(vertx, request, entrance.passing());
  }

  /** Takes no more messages. Again: no effect. */
  public void hold() {
    if (!held) {
      held = true;
      request.pause();
      holdTransport();
      vertx.runOnContext(nothing -> holdTransport());
    }
  }

  /** Takes messages again. */
  public void release() {
    if (held) {
      held = false;
      if (!transport.isEnded()) {
        transport.resume();
      }
      request.resume();
    }
  }

  /** The request resumes its transport by itself once it has handed out what it had queued. */
  private void holdTransport() {
    if (held && !transport.isEnded()) {
      transport.pause();
    }
  }
}
