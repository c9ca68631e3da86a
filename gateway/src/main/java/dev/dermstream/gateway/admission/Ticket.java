package dev.dermstream.gateway.admission;

/** A place in a lane's queue. */
public final class Ticket {
  private final AdmissionController controller;
  final Arrival arrival;
  final Waiter waiter;
  final long sinceNanos;

  Ticket(AdmissionController controller, Arrival arrival, Waiter waiter, long sinceNanos) {
    this.controller = controller;
    this.arrival = arrival;
    this.waiter = waiter;
    this.sinceNanos = sinceNanos;
  }

  /** Gives the place up. No effect on one that was admitted or refused meanwhile. Thread-safe. */
  public void leave() {
    controller.leave(this);
  }
}
