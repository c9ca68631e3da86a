package dev.dermstream.gateway.server;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the connections of one event loop. A connection over a limit is closed. So is one that has
 * carried no call for the idle timeout, whatever it sends meanwhile: half a head, a byte at a time,
 * or PINGs keep nothing open. So that the server's own timeout, which wants to hear something,
 * cannot hit a call whose answer takes long, connections of HTTP/2 that carry calls are asked for a
 * sign of life (a PING) three times in that span. A client that is gone without a word is found out
 * that way too, and its calls end. Lives on one event loop; only the counts are shared.
 */
final class ConnectionWatch implements Handler<HttpConnection> {
  private static final Logger log = LoggerFactory.getLogger(ConnectionWatch.class);
  private static final int LOOKS_PER_TIMEOUT = 3;
  private static final Buffer PING = Buffer.buffer("dermstrm");

  private final OpenConnections open;
  private final ReceivingBudget budget;
  private final int maxMessageBytes;
  private final long idleNanos;
  private final Map<HttpConnection, Watched> connections = new HashMap<>();

  /** What a connection carries, and since when nothing. */
  private static final class Watched {
    private int calls;
    private boolean answersPings;
    private long idleSince = System.nanoTime();

    void begin(HttpVersion version) {
      calls++;
      answersPings = version == HttpVersion.HTTP_2;
    }

    void end() {
      calls--;
      idleSince = System.nanoTime();
    }
  }

  /**
   * @param open counts the connections of all event loops
   * @param budget for what they send, likewise
   */
  ConnectionWatch(
      Vertx vertx,
      ConnectionConfig config,
      OpenConnections open,
      ReceivingBudget budget,
      int maxMessageBytes) {
    this.open = open;
    this.budget = budget;
    this.maxMessageBytes = maxMessageBytes;
    this.idleNanos = config.idleTimeout().toNanos();
    Duration pause = config.idleTimeout().dividedBy(LOOKS_PER_TIMEOUT);
    vertx.setPeriodic(
        pause.toMillis(), id -> List.copyOf(connections.entrySet()).forEach(this::look));
  }

  @Override
  public void handle(HttpConnection connection) {
    // A peer that breaks the protocol is no fault of ours, and must not fill the log.
    connection.exceptionHandler(
        failure -> log.debug("A connection failed: {}", failure.toString()));
    String address = connection.remoteAddress().hostAddress();
    if (open.enter(address)) {
      connections.put(connection, new Watched());
      connection.closeHandler(nothing -> {
        open.leave(address);
        connections.remove(connection);
      });
    } else {
      log.debug("A connection over the limit is closed");
      connection.close();
    }
  }

  /** A call begins; its end is heard from the response. What it sends is counted. */
  HttpServerRequest begin(HttpServerRequest request) {
    MeteredRequest metered =
        new MeteredRequest((HttpServerRequestInternal) request, budget, maxMessageBytes);
    Watched connection = connections.get(request.connection());
    if (connection == null) {
      // Closed over the limit, and this was on its way already.
      return metered;
    }
    connection.begin(request.version());
    request
        .response()
        .endHandler(nothing -> {
          connection.end();
          metered.answered();
        });
    return metered;
  }

  private void look(Map.Entry<HttpConnection, Watched> entry) {
    Watched watched = entry.getValue();
    if (watched.calls > 0) {
      if (watched.answersPings) {
        ping(entry.getKey());
      }
    } else if (System.nanoTime() - watched.idleSince >= idleNanos) {
      log.debug("A connection without a call is closed");
      entry.getKey().close();
    }
  }

  private void ping(HttpConnection connection) {
    connection
        .ping(PING)
        .onFailure(failure -> log.debug("A connection does not answer: {}", failure.toString()));
  }
}
