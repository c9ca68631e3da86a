package dev.dermstream.gateway.screening;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Hands HTTP requests to the gRPC server of one event loop and knows which one is passing: the gRPC
 * request that a method receives does not tell. Needed to hold a stream back at its transport; a
 * gRPC request of Vert.x 5.0.7 that is paused alone goes on reading until 16 messages lie in
 * memory, however large.
 */
public final class Entrance {
  private @Nullable HttpServerRequest passing;

  /** The server calls its method before this returns. */
  public void pass(HttpServerRequest request, Handler<HttpServerRequest> server) {
    passing = request;
    try {
      server.handle(request);
    } finally {
      passing = null;
    }
  }

  /**
   * @throws IllegalStateException if no request is passing
   */
  HttpServerRequest passing() {
    if (passing == null) {
      throw new IllegalStateException("A method was called outside the entrance.");
    }
    return passing;
  }
}
