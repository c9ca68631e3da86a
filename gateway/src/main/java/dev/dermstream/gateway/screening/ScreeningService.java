package dev.dermstream.gateway.screening;

import com.google.protobuf.Message;
import dev.dermstream.gateway.upstream.Payload;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.Screening;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.Service;

/** Binds {@code dermstream.v1.ScreeningService} for one event loop. */
public final class ScreeningService {
  private static final ServiceName NAME = ServiceName.create(ScreeningServiceGrpc.SERVICE_NAME);

  private ScreeningService() {}

  /** A service to add to a server. */
  public static Service create(ScreeningMethods methods) {
    return Service.service(NAME, Screening.getDescriptor().findServiceByName(NAME.name()))
        .bind(method("Screen", ScreenRequest.getDefaultInstance()), methods.screen()::handle)
        .bind(
            method("ScreenStream", ScreenStreamRequest.getDefaultInstance()),
            methods.screenStream()::handle)
        .bind(method("Ask", AskRequest.getDefaultInstance()), methods.ask()::handle)
        .bind(method("Embed", EmbedRequest.getDefaultInstance()), methods.embed()::handle)
        .bind(method("Rank", RankRequest.getDefaultInstance()), methods.rank()::handle)
        .bind(
            method("GetRelease", GetReleaseRequest.getDefaultInstance()), methods.release()::handle)
        .build();
  }

  private static <Q extends Message, A extends Message> ServiceMethod<Q, A> method(
      String name, Q request) {
    return ServiceMethod.server(NAME, name, Payload.encoder(), GrpcMessageDecoder.decoder(request));
  }
}
