package dev.dermstream.gateway.server;

import dev.dermstream.audit.log.Audit;
import dev.dermstream.audit.log.AuditLog;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.cluster.v1.KnownServer;
import dev.dermstream.gateway.admission.AdmissionController;
import dev.dermstream.gateway.admission.AdmissionMetrics;
import dev.dermstream.gateway.routing.Fleet;
import dev.dermstream.gateway.routing.Routing;
import dev.dermstream.gateway.routing.RoutingMetrics;
import dev.dermstream.gateway.screening.DrainGate;
import dev.dermstream.gateway.screening.GatewayTimings;
import dev.dermstream.gateway.upstream.UpstreamAddress;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.telemetry.Gauges;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.grpc.client.GrpcClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening gateway. Starting does not wait for node and index: until both serve, the health
 * service says NOT_SERVING and requests fail with NOT_READY. Thread-safe.
 */
public final class GatewayServer implements AutoCloseable, RoleHealth {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
  private static final int MOST_DEFAULT_EVENT_LOOPS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final DrainGate gate;
  private final ServingState state;
  private final Fleet fleet;
  private final Cluster.Publication publication;
  private final Audit audit;
  private final GatewaySecurity security;
  private final Heartbeats heartbeats;
  private final DrainConfig drain;
  private final AtomicBoolean leaving;
  private final int port;
  private boolean closed;

  private GatewayServer(
      Vertx vertx,
      DrainGate gate,
      ServingState state,
      Fleet fleet,
      Cluster.Publication publication,
      Audit audit,
      GatewaySecurity security,
      Heartbeats heartbeats,
      DrainConfig drain,
      AtomicBoolean leaving,
      int port) {
    this.vertx = vertx;
    this.gate = gate;
    this.state = state;
    this.fleet = fleet;
    this.publication = publication;
    this.audit = audit;
    this.security = security;
    this.heartbeats = heartbeats;
    this.drain = drain;
    this.leaving = leaving;
    this.port = port;
  }

  /**
   * Binds the port and begins to serve.
   *
   * @param metrics where every stage's time is recorded
   * @throws IOException if the port cannot be bound, a file of its security not be used or the
   *     audit not be opened
   */
  public static GatewayServer start(GatewayConfig config, StageMetrics metrics) throws IOException {
    return start(config, metrics, Cluster.none());
  }

  /**
   * As the other, as a member of a cluster, whose nodes and indexes it sends work to.
   *
   * @param cluster outlives the gateway
   */
  public static GatewayServer start(GatewayConfig config, StageMetrics metrics, Cluster cluster)
      throws IOException {
    GatewaySecurity security = GatewaySecurity.open(config, metrics);
    boolean started = false;
    try {
      GatewayServer server = start(config, metrics, cluster, security);
      started = true;
      return server;
    } finally {
      if (!started) {
        security.close();
      }
    }
  }

  private static GatewayServer start(
      GatewayConfig config, StageMetrics metrics, Cluster cluster, GatewaySecurity security)
      throws IOException {
    DrainGate gate = new DrainGate();
    ServingState state = new ServingState();
    AtomicBoolean leaving = new AtomicBoolean();
    state.require(() -> !leaving.get());
    Audit audit = openAudit(config, metrics, state);
    AdmissionController admission =
        new AdmissionController(
            config.admission(),
            new AdmissionMetrics(metrics.registry()),
            System::nanoTime,
            RandomGenerator.getDefault());
    int eventLoops = eventLoops(config);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(eventLoops).setPreferNativeTransport(true));
    RoutingMetrics routingMetrics = new RoutingMetrics(metrics.registry());
    Fleet fleet = startFleet(vertx, config, security, cluster, state, routingMetrics);
    Routing routing = Routing.of(config.routing(), fleet, routingMetrics);
    GatewayTimings timings = new GatewayTimings(metrics);
    Heartbeats heartbeats = new Heartbeats();
    AtomicInteger port = new AtomicInteger();
    OpenConnections connections =
        new OpenConnections(config.connections().most(), config.connections().mostPerAddress());
    ReceivingBudget receiving =
        ReceivingBudget.of(
            config.connections().maxReceivingBytes(), config.limits().maxMessageBytes());
    GatewayView view = new GatewayView(cluster, fleet, state, gate, admission, config.host(), port);
    Future<String> deployed =
        vertx.deployVerticle(
            () ->
                new GatewayVerticle(
                    config,
                    timings,
                    gate,
                    admission,
                    state,
                    routing,
                    view,
                    audit,
                    security,
                    connections,
                    receiving,
                    heartbeats,
                    port),
            new DeploymentOptions().setInstances(eventLoops));
    try {
      await(deployed, PATIENCE);
    } catch (IOException e) {
      fleet.close();
      vertx.close();
      audit.close();
      throw new IOException(
          "The gateway cannot listen on %s:%d".formatted(config.host(), config.port()), e);
    }
    new Gauges(metrics.registry())
        .register(
            "dermstream_gateway_calls", "Calls that are open, streams included.", gate::inside);
    LOG.info("The gateway listens on {}:{}", config.host(), port.get());
    cluster.watch(fleet::listed);
    return new GatewayServer(
        vertx,
        gate,
        state,
        fleet,
        cluster.publish(view::self),
        audit,
        security,
        heartbeats,
        config.drain(),
        leaving,
        port.get());
  }

  @Override
  public boolean isLive() {
    return heartbeats.areBeating();
  }

  @Override
  public boolean isReady() {
    return state.isServing();
  }

  /** Sends work to this node too, as if it had been configured. */
  public void addNode(UpstreamAddress node) {
    fleet.addNode(node);
  }

  /** Asks this index too, as if it had been configured. */
  public void addIndex(UpstreamAddress index) {
    fleet.addIndex(index);
  }

  /**
   * Waits until an image can be screened for the first time.
   *
   * @return false if it could not within the patience
   */
  public boolean awaitReady(Duration patience) throws InterruptedException {
    return state.awaitServing(patience);
  }

  /** The port that was bound. */
  public int port() {
    return port;
  }

  /** The nodes and indexes that this gateway knows, with what it thinks of them. */
  public List<KnownServer> servers() {
    return fleet.servers();
  }

  /**
   * Drains: for the time of the notice only the health says that callers must go elsewhere, then
   * new calls are refused with DRAINING, running ones have until the limit to finish, and every
   * connection is closed. Blocks until it is done; idempotent.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    publication.close();
    leaving.set(true);
    state.changed();
    giveNotice();
    Future<Void> drained = gate.drain();
    fleet.close();
    try {
      await(drained, drain.limit());
    } catch (IOException e) {
      LOG.warn("The drain limit of {} passed; the remaining calls are cut off", drain.limit(), e);
    }
    try {
      await(vertx.close(), PATIENCE);
    } catch (IOException e) {
      LOG.warn("The network threads did not end in time", e);
    }
    audit.close();
    security.close();
  }

  private void giveNotice() {
    try {
      Thread.sleep(drain.notice());
    } catch (InterruptedException e) {
      // Whoever interrupts it wants it to end now: what runs is not waited for either.
      Thread.currentThread().interrupt();
    }
  }

  private static Audit openAudit(GatewayConfig config, StageMetrics metrics, ServingState state)
      throws IOException {
    try {
      Audit audit =
          AuditLog.start(
              config.audit(),
              ChainName.of(config),
              Clock.systemUTC(),
              metrics.registry(),
              state::changed);
      state.require(audit::isAccepting);
      return audit;
    } catch (AuditStoreException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Fleet startFleet(
      Vertx vertx,
      GatewayConfig config,
      GatewaySecurity security,
      Cluster cluster,
      ServingState state,
      RoutingMetrics metrics) {
    UpstreamConfig upstream = config.upstream();
    GrpcClient client =
        UpstreamClients.create(vertx, upstream, config.http2(), security.upstream());
    Fleet fleet =
        new Fleet(
            config.routing(),
            upstream.probeInterval(),
            upstream.probePatience(),
            cluster.zone(),
            client,
            vertx.getOrCreateContext(),
            metrics,
            state::changed);
    state.require(fleet::isServing);
    fleet.start();
    upstream.nodes().forEach(fleet::addNode);
    upstream.indexes().forEach(fleet::addIndex);
    return fleet;
  }

  private static int eventLoops(GatewayConfig config) {
    return config.eventLoops() > 0
        ? config.eventLoops()
        : Math.min(Runtime.getRuntime().availableProcessors(), MOST_DEFAULT_EVENT_LOOPS);
  }

  private static void await(Future<?> future, Duration patience) throws IOException {
    try {
      future
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("Not done within " + patience, e);
    }
  }
}
