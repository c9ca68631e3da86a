package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.admission.AdmissionController;
import dev.dermstream.gateway.admission.Arrival;
import dev.dermstream.gateway.admission.Lane;
import dev.dermstream.gateway.admission.Work;
import dev.dermstream.gateway.upstream.CallContext;
import io.vertx.core.Vertx;

/** Gives the requests of one event loop their places. */
public record Admissions(Vertx vertx, AdmissionController controller) {
  /**
   * A place that is still to be entered.
   *
   * @param bytes of the request, which it holds while it waits
   */
  public Place place(Lane lane, Work work, long bytes, CallContext context) {
    return new Place(
        vertx,
        controller,
        new Arrival(lane, work, bytes, context.client(), context.deadline().nanoTime()),
        context.requestId());
  }
}
