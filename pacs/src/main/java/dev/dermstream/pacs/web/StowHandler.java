package dev.dermstream.pacs.web;

import dev.dermstream.pacs.ledger.Door;
import dev.dermstream.pacs.ledger.MemoryBudget;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.Reception;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers each request on a virtual thread of its own, which waits for the peer and the disk. */
final class StowHandler extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(StowHandler.class);
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final StowConfig config;
  private final Senders senders;
  private final Reception reception;
  private final Identification identification;
  private final ConnectionWatch connections;
  private final MemoryBudget budget;
  private final Semaphore places;

  StowHandler(
      StowConfig config,
      Senders senders,
      Reception reception,
      Identification identification,
      ConnectionWatch connections,
      MemoryBudget budget) {
    this.config = config;
    this.senders = senders;
    this.reception = reception;
    this.identification = identification;
    this.connections = connections;
    this.budget = budget;
    this.places = new Semaphore(config.maxRequests());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Connection connection = request.getConnectionMetaData().getConnection();
    connections.begin(connection);
    // Whoever waits for the disk has said everything; a read that waits for the peer still ends.
    request.addIdleTimeoutListener(timeout -> false);
    try (InputStream in = Request.asInputStream(request)) {
      PacedInput body =
          new PacedInput(
              in,
              config.maxRequestBytes(),
              config.minBytesPerSecond(),
              config.idleTimeout().toNanos());
      write(answer(request, body), body.ended(), response);
      if (!body.ended()) {
        linger(request, connection, in);
      }
      callback.succeeded();
    } catch (IOException e) {
      log.debug("An answer could not be sent: {}", e.toString());
      callback.failed(e);
    } finally {
      connections.end(connection);
    }
    return true;
  }

  private Answer answer(Request request, PacedInput body) {
    Optional<String> sender = senders.of(request);
    if (sender.isEmpty()) {
      return Answer.refused(HttpStatus.UNAUTHORIZED_401, "A known bearer token is needed.")
          .with("WWW-Authenticate", "Bearer");
    }
    return switch (StowRequest.check(request, config)) {
      case StowRequest.Bad bad -> bad.answer();
      case StowRequest.Good good -> answer(new Origin(Door.STOW, sender.get()), good.head(), body);
    };
  }

  private Answer answer(Origin origin, StowRequest head, PacedInput body) {
    if (!places.tryAcquire()) {
      return Answer.refused(HttpStatus.SERVICE_UNAVAILABLE_503, "Too many requests at once.")
          .with("Retry-After", Long.toString(config.retryAfter().toSeconds()));
    }
    try {
      return new StoreTransaction(config, reception, identification, budget, origin, head)
          .run(body);
    } catch (RuntimeException e) {
      log.error("A store request failed", e);
      return Answer.refused(HttpStatus.INTERNAL_SERVER_ERROR_500, "The server failed.");
    } finally {
      places.release();
    }
  }

  private static void write(Answer answer, boolean reusable, Response response) throws IOException {
    response.setStatus(answer.status());
    answer.fields().forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.mediaType());
    if (!reusable) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(answer.body());
    Content.Sink.write(response, true, bytes);
  }

  /**
   * Reads on for a moment after a refusal: a connection that is closed while its peer still sends
   * is reset, and the peer never reads why. One that waits to be told to go on sends nothing.
   *
   * @param in not paced, as a body that was too long or too slow would end at once
   */
  private static void linger(Request request, Connection connection, InputStream in) {
    if (request.getHeaders().contains(HttpHeader.EXPECT)) {
      return;
    }
    connection.getEndPoint().setIdleTimeout(LINGER.toMillis());
    byte[] sink = new byte[8 << 10];
    long start = System.nanoTime();
    try {
      while (System.nanoTime() - start < LINGER.toNanos() && in.read(sink) >= 0) {
        // Thrown away.
      }
    } catch (IOException e) {
      log.debug("A refused peer went: {}", e.toString());
    }
  }
}
