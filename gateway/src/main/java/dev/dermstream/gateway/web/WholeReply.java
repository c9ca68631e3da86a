package dev.dermstream.gateway.web;

import com.google.rpc.Status;
import dev.dermstream.gateway.screening.Reply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/**
 * The one message of a call as a whole body.
 *
 * @param contentType of the body
 */
record WholeReply<A>(Exchange exchange, String contentType, Function<A, String> rendering)
    implements Reply<A> {
  @Override
  public void write(A message) {
    throw new IllegalStateException("A whole answer is one message");
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public void onRoom(Runnable room) {
    // It is never full.
  }

  @Override
  public Future<Void> end() {
    throw new IllegalStateException("A whole answer is one message");
  }

  @Override
  public Future<Void> end(A message) {
    return exchange.send(HttpStatus.OK, contentType, Buffer.buffer(rendering.apply(message)));
  }

  @Override
  public Future<Void> fail(Status status) {
    return exchange.fail(status);
  }
}
