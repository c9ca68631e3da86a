package dev.dermstream.gateway.routing;

import dev.dermstream.v1.Error;
import io.vertx.core.net.SocketAddress;

/**
 * One call's place at the server that was chosen for it. What becomes of the call is told here,
 * because later choices are made by it. Used on one event loop; to be closed when the call ends.
 */
public final class Lease implements AutoCloseable {
  private final Fleet fleet;
  private final Backend backend;
  private final long begunNanos = System.nanoTime();
  private boolean answered;
  private boolean closed;

  Lease(Fleet fleet, Backend backend) {
    this.fleet = fleet;
    this.backend = backend;
    backend.begin();
  }

  Backend backend() {
    return backend;
  }

  /** Where to send the call. */
  public SocketAddress address() {
    return backend.socketAddress();
  }

  /** The first message of the answer is here. Again: no effect. */
  public void answered() {
    if (!answered) {
      answered = true;
      long now = System.nanoTime();
      backend.answeredAfter(now - begunNanos, now);
    }
  }

  /** The call failed there. */
  public void failed(Error error) {
    if (backend.failed(error, System.nanoTime())) {
      fleet.suspect(backend);
    }
  }

  /** The call has ended. Again: no effect. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      backend.end();
    }
  }
}
