package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The node's places, bounded in requests and in bytes of their messages. Thread-safe. */
final class NodeAdmission {
  private final int maxRequests;
  private final long maxBytes;
  private int requests;
  private long bytes;

  NodeAdmission(int maxRequests, long maxBytes) {
    this.maxRequests = maxRequests;
    this.maxBytes = maxBytes;
  }

  /** A request's place, from its arrival to its end. Closing it again does nothing. */
  final class Permit implements AutoCloseable {
    private final long held;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Permit(long held) {
      this.held = held;
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        release(held);
      }
    }
  }

  /**
   * Gives a request its place.
   *
   * @throws ServiceException OVERLOADED if there is none
   */
  synchronized Permit admit(long payloadBytes) {
    if (requests >= maxRequests || payloadBytes > maxBytes - bytes) {
      throw new ServiceException(
          ErrorCode.OVERLOADED, "Every place in the node's queue is taken; try again.");
    }
    requests++;
    bytes += payloadBytes;
    return new Permit(payloadBytes);
  }

  private synchronized void release(long held) {
    requests--;
    bytes -= held;
  }

  /** Requests that have a place. */
  synchronized int requests() {
    return requests;
  }

  /** Bytes of the requests that have a place. */
  synchronized long bytes() {
    return bytes;
  }
}
