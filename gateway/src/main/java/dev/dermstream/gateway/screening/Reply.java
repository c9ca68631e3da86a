package dev.dermstream.gateway.screening;

import com.google.rpc.Status;
import io.vertx.core.Future;

/**
 * Where the answers of one call go, in the form of the door it came by. {@link InboundCall} sees to
 * the order: any number of {@code write}, then one end. Lives on one event loop.
 *
 * @param <A> the answer's message type
 */
public interface Reply<A> {
  void write(A message);

  /** True if the caller reads more slowly than the answers come. */
  boolean isFull();

  /** Runs each time that a full reply has room again. */
  void onRoom(Runnable room);

  /** The good end. The future completes when it is on the wire. */
  Future<Void> end();

  /** The good end after a last message. */
  Future<Void> end(A message);

  /** The bad end: a status with details of {@link dev.dermstream.error.StatusMapping}. */
  Future<Void> fail(Status status);
}
