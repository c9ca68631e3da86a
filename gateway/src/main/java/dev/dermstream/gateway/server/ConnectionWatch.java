package dev.dermstream.gateway.server;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the connections of one event loop. A connection over the limit is closed. One from which
 * nothing is heard is closed by the server's idle timeout; so that this cannot hit a call whose
 * answer takes long, connections that carry calls are asked for a sign of life (a PING) three times
 * in that span. A client that is gone without a word is found out that way too, and its calls end.
 * Lives on one event loop; only the count is shared.
 */
final class ConnectionWatch implements Handler<HttpConnection> {
  private static final Logger log = LoggerFactory.getLogger(ConnectionWatch.class);
  private static final int PINGS_PER_TIMEOUT = 3;
  private static final Buffer PING = Buffer.buffer("dermstrm");

  private final int most;
  private final AtomicInteger open;
  private final Map<HttpConnection, Integer> calls = new HashMap<>();

  /**
   * @param open counts the connections of all event loops
   */
  ConnectionWatch(Vertx vertx, ConnectionConfig config, AtomicInteger open) {
    this.most = config.most();
    this.open = open;
    Duration pause = config.idleTimeout().dividedBy(PINGS_PER_TIMEOUT);
    vertx.setPeriodic(pause.toMillis(), id -> List.copyOf(calls.keySet()).forEach(this::ping));
  }

  @Override
  public void handle(HttpConnection connection) {
    // A peer that breaks the protocol is no fault of ours, and must not fill the log.
    connection.exceptionHandler(
        failure -> log.debug("A connection failed: {}", failure.toString()));
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      log.debug("A connection over the limit of {} is closed", most);
      connection.close();
    } else {
      connection.closeHandler(nothing -> {
        open.decrementAndGet();
        calls.remove(connection);
      });
    }
  }

  /** A call begins; its end is heard from the response. */
  void begin(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      HttpConnection connection = request.connection();
      calls.merge(connection, 1, Integer::sum);
      request
          .response()
          .endHandler(nothing ->
              calls.computeIfPresent(connection, (key, count) -> count == 1 ? null : count - 1));
    }
  }

  private void ping(HttpConnection connection) {
    connection
        .ping(PING)
        .onFailure(failure -> log.debug("A connection does not answer: {}", failure.toString()));
  }
}
