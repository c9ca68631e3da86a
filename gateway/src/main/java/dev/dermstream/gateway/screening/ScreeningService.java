package dev.dermstream.gateway.screening;

import com.google.protobuf.Message;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.Screening;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.Service;

/** Binds {@code dermstream.v1.ScreeningService} for one event loop. */
public final class ScreeningService {
  private static final ServiceName NAME = ServiceName.create(ScreeningServiceGrpc.SERVICE_NAME);

  private ScreeningService() {}

  /**
   * A service to add to a server; calls pass {@code gate} until it drains and come by {@code
   * entrance}.
   */
  public static Service create(
      Vertx vertx,
      Peers peers,
      ScreeningLimits limits,
      GatewayTimings timings,
      DrainGate gate,
      Entrance entrance,
      Admissions admissions) {
    CallSupport support =
        new CallSupport(vertx, peers, limits, timings, gate, entrance, admissions);
    return Service.service(NAME, Screening.getDescriptor().findServiceByName(NAME.name()))
        .bind(
            method("Screen", ScreenRequest.getDefaultInstance()),
            new ScreenHandler(support)::handle)
        .bind(
            method("ScreenStream", ScreenStreamRequest.getDefaultInstance()),
            new ScreenStreamHandler(support)::handle)
        .bind(method("Ask", AskRequest.getDefaultInstance()), new AskHandler(support)::handle)
        .bind(method("Embed", EmbedRequest.getDefaultInstance()), new EmbedHandler(support)::handle)
        .build();
  }

  private static <Q extends Message, A extends Message> ServiceMethod<Q, A> method(
      String name, Q request) {
    return ServiceMethod.server(
        NAME, name, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(request));
  }
}
