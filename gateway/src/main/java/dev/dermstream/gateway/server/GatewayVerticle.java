package dev.dermstream.gateway.server;

import dev.dermstream.gateway.oip.OipService;
import dev.dermstream.gateway.screening.DrainGate;
import dev.dermstream.gateway.screening.Entrance;
import dev.dermstream.gateway.screening.GatewayTimings;
import dev.dermstream.gateway.screening.Peers;
import dev.dermstream.gateway.screening.ScreeningService;
import dev.dermstream.gateway.upstream.IndexClient;
import dev.dermstream.gateway.upstream.NodeClient;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The server on one event loop. All instances of one gateway listen on the same port. */
final class GatewayVerticle extends VerticleBase {
  private static final int RESET_WINDOW_SECONDS = 30;

  /** Vert.x gives all instances that ask for the same negative port one free port. */
  private static final int ANY_SHARED_PORT = -1;

  private final GatewayConfig config;
  private final StageMetrics metrics;
  private final GatewayTimings timings;
  private final DrainGate gate;
  private final ServingState state;
  private final Heartbeats heartbeats;
  private final AtomicInteger port;

  /**
   * @param heartbeats tell whether the event loop still works
   * @param port takes the port that was bound
   */
  GatewayVerticle(
      GatewayConfig config,
      StageMetrics metrics,
      DrainGate gate,
      ServingState state,
      Heartbeats heartbeats,
      AtomicInteger port) {
    this.config = config;
    this.metrics = metrics;
    this.timings = new GatewayTimings(metrics);
    this.gate = gate;
    this.state = state;
    this.heartbeats = heartbeats;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    heartbeats.of(vertx);
    GrpcClient client = UpstreamClients.create(vertx, config.upstream(), config.http2());
    Peers peers =
        new Peers(
            new NodeClient(client, config.upstream().node()),
            new IndexClient(client, config.upstream().index()));
    Entrance entrance = new Entrance();
    GrpcServer grpc = GrpcServer.server(vertx, grpcOptions());
    // Only services that are added, rather than bound method by method, are seen by reflection.
    grpc.addService(
        ScreeningService.create(vertx, peers, config.limits(), timings, gate, entrance));
    grpc.addService(
        OipService.create(
            vertx,
            client,
            config.upstream().node(),
            config.limits(),
            config.oip(),
            metrics,
            gate,
            entrance));
    grpc.addService(
        new HealthService(
            state,
            Set.of(ScreeningServiceGrpc.SERVICE_NAME, GRPCInferenceServiceGrpc.SERVICE_NAME),
            context));
    ReflectionService.versions().forEach(grpc::addService);
    return vertx
        .createHttpServer(httpOptions())
        .requestHandler(new Doorway(grpc, entrance))
        .listen(config.port() == 0 ? ANY_SHARED_PORT : config.port(), config.host())
        .onSuccess(server -> port.set(server.actualPort()));
  }

  private GrpcServerOptions grpcOptions() {
    return new GrpcServerOptions()
        .setMaxMessageSize(config.limits().maxMessageBytes())
        .removeEnabledProtocol(GrpcProtocol.WEB)
        .removeEnabledProtocol(GrpcProtocol.WEB_TEXT)
        .removeEnabledProtocol(GrpcProtocol.TRANSCODING);
  }

  private HttpServerOptions httpOptions() {
    Http2Config http2 = config.http2();
    return new HttpServerOptions()
        .setTcpNoDelay(true)
        .setHttp2ClearTextEnabled(true)
        .setHttp2ConnectionWindowSize(http2.connectionWindowBytes())
        .setHttp2RstFloodMaxRstFramePerWindow(http2.maxResetsPer30s())
        .setHttp2RstFloodWindowDuration(RESET_WINDOW_SECONDS)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(http2.maxConcurrentStreams())
                .setInitialWindowSize(http2.streamWindowBytes()));
  }
}
