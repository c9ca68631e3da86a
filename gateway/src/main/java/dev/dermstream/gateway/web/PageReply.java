package dev.dermstream.gateway.web;

import com.google.rpc.Status;
import dev.dermstream.batch.v1.GetReportResponse;
import dev.dermstream.gateway.screening.Reply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * A report as a page, piece by piece. It was written by another server out of names that anybody
 * may have given: it opens in an origin of its own, where nothing runs and nothing is fetched.
 */
final class PageReply implements Reply<GetReportResponse> {
  private static final String POLICY =
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private final Exchange exchange;
  private boolean begun;

  PageReply(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void write(GetReportResponse piece) {
    begin().write(Buffer.buffer(piece.getHtml().toByteArray()));
  }

  @Override
  public boolean isFull() {
    return exchange.response().writeQueueFull();
  }

  @Override
  public void onRoom(Runnable room) {
    exchange.response().drainHandler(nothing -> room.run());
  }

  @Override
  public Future<Void> end() {
    return begin().end();
  }

  @Override
  public Future<Void> end(GetReportResponse piece) {
    write(piece);
    return end();
  }

  @Override
  public Future<Void> fail(Status status) {
    // Half a page must not look like a whole one.
    return begun ? exchange.response().reset() : exchange.fail(status);
  }

  private HttpServerResponse begin() {
    HttpServerResponse response = exchange.response();
    if (!begun) {
      begun = true;
      response
          .putHeader("content-type", MediaType.HTML)
          .putHeader("content-security-policy", POLICY)
          .putHeader("referrer-policy", "no-referrer")
          .putHeader("x-frame-options", "DENY")
          .putHeader("cross-origin-opener-policy", "same-origin")
          .putHeader("cross-origin-resource-policy", "same-origin")
          .setChunked(exchange.request().version() == HttpVersion.HTTP_1_1);
    }
    return response;
  }
}
