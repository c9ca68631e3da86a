package dev.dermstream.gateway.screening;

import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.gateway.audit.Auditor;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.v1.ScreenRequest;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.GrpcServerRequest;

/** What every method of the service works with. */
record CallSupport(
    Vertx vertx,
    Peers peers,
    ScreeningLimits limits,
    GatewayTimings timings,
    DrainGate gate,
    Entrance entrance,
    Auditor auditor) {

  <Q, A> InboundCall<A> open(GrpcServerRequest<Q, A> request) {
    return InboundCall.open(vertx, request, limits.defaultDeadline());
  }

  /**
   * @param subject who asks
   * @param method the method that was called
   */
  ImageScreening screening(
      ScreenRequest request,
      CallContext context,
      String subject,
      String method,
      ScreeningListener listener) {
    return new ImageScreening(
        peers,
        limits,
        timings,
        auditor,
        new Arrival(context.requestId(), subject, method),
        request,
        context,
        listener);
  }
}
