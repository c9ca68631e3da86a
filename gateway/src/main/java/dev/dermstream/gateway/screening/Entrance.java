package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.security.Caller;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands HTTP requests to the gRPC server of one event loop and knows which one is passing, and
 * whose it is: the gRPC request that a method receives does not tell. Needed to hold a stream back
 * at its transport; a gRPC request of Vert.x 5.0.7 that is paused alone goes on reading until 16
 * messages lie in memory, however large.
 */
public final class Entrance {
  private @Nullable HttpServerRequest passing;
  private @Nullable Caller caller;

  /** The server calls its method before this returns. */
  public void pass(HttpServerRequest request, Caller by, Handler<HttpServerRequest> server) {
    passing = request;
    caller = by;
    try {
      server.handle(request);
    } finally {
      passing = null;
      caller = null;
    }
  }

  /**
   * Whose call is passing.
   *
   * @throws IllegalStateException if no request is passing
   */
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("A method was called outside the entrance.");
    }
    return caller;
  }

  /**
   * Whom quotas count for the call that is passing: the caller by name, or by address where nobody
   * has to say who calls; empty if it came by no network.
   *
   * @throws IllegalStateException if no request is passing
   */
  String client() {
    if (!caller().equals(Caller.LOCAL)) {
      return caller().name();
    }
    SocketAddress peer = passing().remoteAddress();
    return peer == null ? "" : Objects.requireNonNullElse(peer.hostAddress(), "");
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
