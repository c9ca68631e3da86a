package dev.dermstream.gateway.server;

import dev.dermstream.audit.log.Audit;
import dev.dermstream.gateway.admission.AdmissionController;
import dev.dermstream.gateway.audit.Auditor;
import dev.dermstream.gateway.batch.BatchJobs;
import dev.dermstream.gateway.oip.OipService;
import dev.dermstream.gateway.routing.RoutedIndexes;
import dev.dermstream.gateway.routing.RoutedNodes;
import dev.dermstream.gateway.routing.Routing;
import dev.dermstream.gateway.screening.Admissions;
import dev.dermstream.gateway.screening.DrainGate;
import dev.dermstream.gateway.screening.Entrance;
import dev.dermstream.gateway.screening.GatewayTimings;
import dev.dermstream.gateway.screening.Guard;
import dev.dermstream.gateway.screening.Peers;
import dev.dermstream.gateway.screening.ScreeningMethods;
import dev.dermstream.gateway.screening.ScreeningService;
import dev.dermstream.gateway.upstream.BatchClient;
import dev.dermstream.gateway.upstream.IndexClient;
import dev.dermstream.gateway.upstream.NodeClient;
import dev.dermstream.gateway.web.FrontDoor;
import dev.dermstream.gateway.web.WebRoutes;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.platform.security.TlsMaterial;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server on one event loop. All instances of one gateway listen on the same port. */
final class GatewayVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(GatewayVerticle.class);
  private static final int RESET_WINDOW_SECONDS = 30;

  /** Vert.x gives all instances that ask for the same negative port one free port. */
  private static final int ANY_SHARED_PORT = -1;

  private final GatewayConfig config;
  private final GatewayTimings timings;
  private final DrainGate gate;
  private final AdmissionController admission;
  private final ServingState state;
  private final Routing routing;
  private final GatewayView view;
  private final Audit audit;
  private final GatewaySecurity security;
  private final OpenConnections connections;
  private final ReceivingBudget receiving;
  private final Heartbeats heartbeats;
  private final AtomicInteger port;

  /**
   * @param routing what all instances share
   * @param view what is told of the gateway and those that it knows
   * @param connections counts those of all instances
   * @param receiving what all instances may hold of messages that are not whole
   * @param heartbeats tell whether the event loop still works
   * @param port takes the port that was bound
   */
  GatewayVerticle(
      GatewayConfig config,
      GatewayTimings timings,
      DrainGate gate,
      AdmissionController admission,
      ServingState state,
      Routing routing,
      GatewayView view,
      Audit audit,
      GatewaySecurity security,
      OpenConnections connections,
      ReceivingBudget receiving,
      Heartbeats heartbeats,
      AtomicInteger port) {
    this.config = config;
    this.timings = timings;
    this.gate = gate;
    this.admission = admission;
    this.state = state;
    this.routing = routing;
    this.view = view;
    this.audit = audit;
    this.security = security;
    this.connections = connections;
    this.receiving = receiving;
    this.heartbeats = heartbeats;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    heartbeats.of(vertx);
    GrpcClient client =
        UpstreamClients.create(vertx, config.upstream(), config.http2(), security.upstream());
    RandomGenerator random = new SplittableRandom();
    RoutedNodes nodes = new RoutedNodes(vertx, new NodeClient(client), routing, random);
    Peers peers =
        new Peers(nodes, new RoutedIndexes(vertx, new IndexClient(client), routing, random));
    Entrance entrance = new Entrance();
    Admissions admissions = new Admissions(vertx, admission);
    Auditor auditor = new Auditor(vertx, audit);
    ScreeningMethods methods =
        new ScreeningMethods(
            vertx, peers, config.limits(), timings, gate, entrance, admissions, auditor);
    GrpcServer grpc = GrpcServer.server(vertx, grpcOptions());
    // Only services that are added, rather than bound method by method, are seen by reflection.
    grpc.addService(ScreeningService.create(methods));
    grpc.addService(
        OipService.create(
            vertx,
            client,
            nodes,
            config.limits(),
            config.oip(),
            timings,
            gate,
            entrance,
            admissions,
            auditor));
    grpc.addService(ClusterAdmin.create(view::self, view::status));
    grpc.addService(
        new HealthService(
            state,
            Set.of(ScreeningServiceGrpc.SERVICE_NAME, GRPCInferenceServiceGrpc.SERVICE_NAME),
            context));
    ReflectionService.versions().forEach(grpc::addService);
    ConnectionWatch watch =
        new ConnectionWatch(
            vertx, config.connections(), connections, receiving, config.limits().maxMessageBytes());
    Guard guard = new Guard(context, security.gatekeeper(), entrance, auditor);
    FrontDoor door =
        new FrontDoor(
            config.web(),
            new Doorway(grpc, guard),
            new WebRoutes(
                vertx,
                methods,
                config
                    .upstream()
                    .batch()
                    .map(worker -> new BatchJobs(new BatchClient(client, worker))),
                guard,
                config.limits().maxMessageBytes(),
                state::isServing,
                view::status));
    HttpServerOptions options = httpOptions();
    return vertx
        .createHttpServer(options)
        .connectionHandler(connection -> {
          ConnectionTuning.inbound(connection);
          watch.handle(connection);
        })
        .requestHandler(request -> door.handle(watch.begin(request)))
        .listen(config.port() == 0 ? ANY_SHARED_PORT : config.port(), config.host())
        .onSuccess(server -> listening(server, options));
  }

  private void listening(HttpServer server, HttpServerOptions options) {
    port.set(server.actualPort());
    TlsMaterial tls = security.port();
    if (tls != null) {
      tls.onReload(() -> context.runOnContext(nothing -> renew(server, options)));
    }
  }

  /**
   * The managers already show the new files; a new context also forgets the sessions that were
   * agreed under the old ones. Connections that stand go on.
   */
  private void renew(HttpServer server, HttpServerOptions options) {
    server
        .updateSSLOptions(options.getSslOptions(), true)
        .onFailure(failure -> log.error("The renewed certificate cannot be served", failure));
  }

  private GrpcServerOptions grpcOptions() {
    return new GrpcServerOptions()
        .setMaxMessageSize(config.limits().maxMessageBytes())
        .removeEnabledProtocol(GrpcProtocol.TRANSCODING);
  }

  private HttpServerOptions httpOptions() {
    Http2Config http2 = config.http2();
    ConnectionConfig limits = config.connections();
    HttpServerOptions options = new HttpServerOptions();
    TlsMaterial tls = security.port();
    if (tls != null) {
      speakTls(options, tls);
    }
    return options
        // Read only: what the server says by itself is no sign of life.
        .setReadIdleTimeout((int) limits.idleTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxHeaderSize(limits.maxHeaderBytes())
        .setTcpNoDelay(true)
        .setHttp2ClearTextEnabled(true)
        .setHttp2ConnectionWindowSize(http2.connectionWindowBytes())
        .setHttp2RstFloodMaxRstFramePerWindow(http2.maxResetsPer30s())
        .setHttp2RstFloodWindowDuration(RESET_WINDOW_SECONDS)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(http2.maxConcurrentStreams())
                .setMaxHeaderListSize(limits.maxHeaderBytes())
                .setInitialWindowSize(http2.streamWindowBytes())
                .setMaxFrameSize(http2.maxFrameBytes()));
  }

  private void speakTls(HttpServerOptions options, TlsMaterial tls) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setEnabledSecureTransportProtocols(Set.of(TlsMaterial.PROTOCOL))
        .setKeyCertOptions(KeyCertOptions.wrap(tls.keyManager()))
        .setSslHandshakeTimeout(config.connections().handshakeTimeout().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    ClientAuth clients =
        switch (config.tls().clientCertificates()) {
          case NONE -> ClientAuth.NONE;
          case OPTIONAL -> ClientAuth.REQUEST;
          case REQUIRED -> ClientAuth.REQUIRED;
        };
    options.setClientAuth(clients);
    if (clients != ClientAuth.NONE) {
      options.setTrustOptions(TrustOptions.wrap(tls.trustManager()));
    }
  }
}
