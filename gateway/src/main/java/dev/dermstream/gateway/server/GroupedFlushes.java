package dev.dermstream.gateway.server;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Hands to the system at once what all calls of a connection write within one turn of its event
 * loop. Vert.x would ask the system for every frame that does not answer what it is just reading
 * from the same connection, which a gateway's hardly ever do: three times for a request of one
 * message, three times for its answer.
 */
final class GroupedFlushes {
  private GroupedFlushes() {}

  /** Takes effect for everything written from now on; to be called on the event loop. */
  static void on(HttpConnection connection) {
    ((ConnectionBase) connection)
        .channel()
        .pipeline()
        .addFirst(
            new FlushConsolidationHandler(
                FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
  }
}
