package dev.dermstream.gateway.web;

import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.screening.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.function.Function;

/**
 * The messages of a call as server-sent events (HTML standard, section 9.2), each as soon as it is
 * there. A call that fails before its first event gets a problem document with its status, a later
 * failure is the event {@code error}.
 */
final class EventReply<A> implements Reply<A> {
  /** One line of JSON under the name of its kind. */
  record Event(String name, Message data) {}

  private final Exchange exchange;
  private final Function<A, Event> events;
  private boolean begun;

  EventReply(Exchange exchange, Function<A, Event> events) {
    this.exchange = exchange;
    this.events = events;
  }

  @Override
  public void write(A message) {
    begin().write(frame(events.apply(message)));
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
  public Future<Void> end(A message) {
    return begin().end(frame(events.apply(message)));
  }

  @Override
  public Future<Void> fail(Status status) {
    if (!begun) {
      return exchange.fail(status);
    }
    return exchange
        .response()
        .end(frame(new Event("error", StatusMapping.fromStatus(status, exchange.requestId()))));
  }

  private HttpServerResponse begin() {
    HttpServerResponse response = exchange.response();
    if (!begun) {
      begun = true;
      // Proxies that gather answers would hold the events back.
      response.putHeader("content-type", MediaType.EVENTS).putHeader("x-accel-buffering", "no");
      response.setChunked(exchange.request().version() == HttpVersion.HTTP_1_1);
    }
    return response;
  }

  private static String frame(Event event) {
    return "event: " + event.name() + "\ndata: " + ProtoJson.print(event.data()) + "\n\n";
  }
}
