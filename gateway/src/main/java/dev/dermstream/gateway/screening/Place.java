package dev.dermstream.gateway.screening;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.admission.AdmissionController;
import dev.dermstream.gateway.admission.Arrival;
import dev.dermstream.gateway.admission.Decision;
import dev.dermstream.gateway.admission.Permit;
import dev.dermstream.gateway.admission.Refusal;
import dev.dermstream.gateway.admission.Refusal.Reason;
import dev.dermstream.gateway.admission.Ticket;
import dev.dermstream.gateway.admission.Waiter;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.StageTiming;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's place among those in flight: first it waits, if it must, then it holds a permit,
 * then it is left. What happens to it is heard on the event loop that entered it, and nothing is
 * heard after it was left. Lives on one event loop.
 */
public final class Place {
  private static final Logger LOG = LoggerFactory.getLogger(Place.class);
  private static final String STAGE = "admission";

  private final Vertx vertx;
  private final AdmissionController controller;
  private final Arrival arrival;
  private final String requestId;
  private final long arrivedNanos = System.nanoTime();
  private long begunNanos;
  private long answeredNanos;
  private @Nullable Ticket ticket;
  private @Nullable Permit permit;
  private boolean left;

  Place(Vertx vertx, AdmissionController controller, Arrival arrival, String requestId) {
    this.vertx = vertx;
    this.controller = controller;
    this.arrival = arrival;
    this.requestId = requestId;
  }

  /**
   * Asks to go on; one of both is called, now or later.
   *
   * @param begin starts the work
   * @param refused hears why there is no place
   * @return true if the request was taken: it goes on or waits
   */
  public boolean enter(Runnable begin, Consumer<Error> refused) {
    Context eventLoop = vertx.getOrCreateContext();
    Waiter waiter =
        new Waiter() {
          @Override
          public void admitted(Permit granted) {
            eventLoop.runOnContext(nothing -> Place.this.admitted(granted, begin, refused));
          }

          @Override
          public void refused(Refusal refusal) {
            eventLoop.runOnContext(nothing -> {
              if (!left) {
                left = true;
                refused.accept(error(refusal));
              }
            });
          }
        };
    switch (controller.decide(arrival, waiter)) {
      case Decision.Admitted admitted -> admitted(admitted.permit(), begin, refused);
      case Decision.Queued queued -> ticket = queued.ticket();
      case Decision.Refused turnedAway -> {
        left = true;
        refused.accept(error(turnedAway.refusal()));
        return false;
      }
    }
    return true;
  }

  /** The answer has come as far as its time says something about load; later calls do nothing. */
  public void answered() {
    if (answeredNanos == 0) {
      answeredNanos = System.nanoTime();
    }
  }

  /** The request was answered: makes room for another. */
  public void served() {
    answered();
    if (permit != null) {
      permit.served(Math.max(1, answeredNanos - begunNanos));
    }
    leave();
  }

  /** The request failed: makes room for another. */
  public void failed(Error error) {
    if (permit != null && error.getCode().equals(ErrorCode.OVERLOADED.name())) {
      permit.overloaded();
    }
    leave();
  }

  /** The request is over, however it ended. Idempotent. */
  public void leave() {
    left = true;
    if (ticket != null) {
      ticket.leave();
    }
    if (permit != null) {
      permit.close();
    }
  }

  /** How long the request waited. */
  StageTiming timing() {
    long nanos = (begunNanos == 0 ? System.nanoTime() : begunNanos) - arrivedNanos;
    return GatewayTimings.timing(STAGE, nanos);
  }

  private void admitted(Permit granted, Runnable begin, Consumer<Error> refused) {
    permit = granted;
    begunNanos = System.nanoTime();
    if (left) {
      granted.close();
      return;
    }
    try {
      begin.run();
    } catch (RuntimeException e) {
      LOG.error("Request {} failed as its work began", requestId, e);
      leave();
      refused.accept(StatusMapping.toError(e, requestId));
    }
  }

  private Error error(Refusal refusal) {
    if (refusal.reason() == Reason.EXPIRED) {
      return StatusMapping.error(ErrorCode.DEADLINE, refusal.reason().sentence(), requestId);
    }
    return StatusMapping.error(ErrorCode.OVERLOADED, refusal.reason().sentence(), requestId)
        .toBuilder()
        .setRetryAfterMillis(Math.max(1, refusal.retryAfter().toMillis()))
        .build();
  }
}
