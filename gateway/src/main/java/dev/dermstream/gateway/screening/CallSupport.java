package dev.dermstream.gateway.screening;

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
    Entrance entrance) {

  <Q, A> InboundCall<A> open(GrpcServerRequest<Q, A> request) {
    return InboundCall.open(vertx, request, limits.defaultDeadline(), timings.tracing());
  }

  ImageScreening screening(ScreenRequest request, CallContext context, ScreeningListener listener) {
    return new ImageScreening(peers, limits, timings, request, context, listener);
  }
}
