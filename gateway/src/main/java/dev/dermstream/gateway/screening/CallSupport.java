package dev.dermstream.gateway.screening;

import com.google.protobuf.ByteString;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.gateway.audit.ArrivingImage;
import dev.dermstream.gateway.audit.Auditor;
import dev.dermstream.gateway.audit.ImageAudit;
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
    Admissions admissions,
    Auditor auditor) {

  <Q, A> InboundCall<A> open(GrpcServerRequest<Q, A> request) {
    return InboundCall.open(vertx, request, limits.defaultDeadline(), entrance);
  }

  /**
   * Opens a call that carries an image.
   *
   * @param method the method that was called
   */
  <Q, A> InboundCall<A> open(GrpcServerRequest<Q, A> request, String method) {
    InboundCall<A> call = open(request);
    call.expect(new ArrivingImage(auditor, arrival(call, method)));
    return call;
  }

  Arrival arrival(InboundCall<?> call, String method) {
    return new Arrival(call.requestId(), call.caller().name(), method);
  }

  /**
   * Enters the image of a call in the audit, in the name of who was let in.
   *
   * @param method the method that was called
   * @throws dev.dermstream.error.ServiceException AUDIT_UNAVAILABLE or OVERLOADED if the image must
   *     be refused
   */
  ImageAudit audit(InboundCall<?> call, String method, ByteString image) {
    call.imageTaken();
    return auditor.begin(arrival(call, method), image);
  }

  /**
   * @param context of the image
   * @param call by which it came
   * @param method the method that was called
   */
  ImageScreening screening(
      ScreenRequest request,
      CallContext context,
      InboundCall<?> call,
      String method,
      ScreeningListener listener) {
    return new ImageScreening(
        peers,
        limits,
        timings,
        admissions,
        auditor,
        new Arrival(context.requestId(), call.caller().name(), method),
        request,
        context,
        listener);
  }
}
