package dev.dermstream.gateway.admission;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to have one request in flight. Ends once, by the first of its methods that is called.
 * Thread-safe.
 */
public final class Permit implements AutoCloseable {
  private final AdmissionController controller;
  private final AtomicBoolean open = new AtomicBoolean(true);
  final Arrival arrival;
  final long sinceNanos;

  Permit(AdmissionController controller, Arrival arrival, long sinceNanos) {
    this.controller = controller;
    this.arrival = arrival;
    this.sinceNanos = sinceNanos;
  }

  /** How a request in flight ended, as far as the limit learns from it. */
  enum End {
    /** An answer; its time counts. */
    SERVED,
    /** Refused by a node that had no room. */
    OVERLOADED,
    /** Another failure, or the caller left. */
    OTHER
  }

  /** The request was answered. */
  public void served(long nanos) {
    end(End.SERVED, nanos);
  }

  /** A node refused the request for want of room. */
  public void overloaded() {
    end(End.OVERLOADED, 0);
  }

  /** The request ended in any other way. */
  @Override
  public void close() {
    end(End.OTHER, 0);
  }

  private void end(End end, long nanos) {
    if (open.compareAndSet(true, false)) {
      controller.release(this, end, nanos);
    }
  }
}
