package dev.dermstream.gateway.server;

import dev.dermstream.gateway.screening.DrainGate;
import dev.dermstream.gateway.upstream.PeerProbe;
import dev.dermstream.gateway.upstream.UpstreamAddress;
import dev.dermstream.platform.telemetry.Gauges;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.grpc.client.GrpcClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final List<PeerProbe> probes;
  private final Heartbeats heartbeats;
  private final Duration drainLimit;
  private final int port;
  private boolean closed;

  private GatewayServer(
      Vertx vertx,
      DrainGate gate,
      ServingState state,
      List<PeerProbe> probes,
      Heartbeats heartbeats,
      Duration drainLimit,
      int port) {
    this.vertx = vertx;
    this.gate = gate;
    this.state = state;
    this.probes = probes;
    this.heartbeats = heartbeats;
    this.drainLimit = drainLimit;
    this.port = port;
  }

  /**
   * Binds the port and begins to serve.
   *
   * @param metrics where every stage's time is recorded
   * @throws IOException if the port cannot be bound
   */
  public static GatewayServer start(GatewayConfig config, StageMetrics metrics) throws IOException {
    int eventLoops = eventLoops(config);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops));
    DrainGate gate = new DrainGate();
    ServingState state = new ServingState();
    state.require(() -> !gate.isDraining());
    List<PeerProbe> probes = probePeers(vertx, config, state);
    Heartbeats heartbeats = new Heartbeats();
    AtomicInteger port = new AtomicInteger();
    Future<String> deployed =
        vertx.deployVerticle(
            () -> new GatewayVerticle(config, metrics, gate, state, heartbeats, port),
            new DeploymentOptions().setInstances(eventLoops));
    try {
      await(deployed, PATIENCE);
    } catch (IOException e) {
      probes.forEach(PeerProbe::close);
      vertx.close();
      throw new IOException(
          "The gateway cannot listen on %s:%d".formatted(config.host(), config.port()), e);
    }
    new Gauges(metrics.registry())
        .register(
            "dermstream_gateway_calls", "Calls that are open, streams included.", gate::inside);
    LOG.info("The gateway listens on {}:{}", config.host(), port.get());
    return new GatewayServer(
        vertx, gate, state, probes, heartbeats, config.drainLimit(), port.get());
  }

  @Override
  public boolean isLive() {
    return heartbeats.areBeating();
  }

  @Override
  public boolean isReady() {
    return state.isServing();
  }

  /** The port that was bound. */
  public int port() {
    return port;
  }

  /**
   * Drains: new calls are refused with DRAINING, running ones have until the limit to finish, then
   * every connection is closed. Blocks until it is done; idempotent.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Future<Void> drained = gate.drain();
    state.changed();
    probes.forEach(PeerProbe::close);
    try {
      await(drained, drainLimit);
    } catch (IOException e) {
      LOG.warn("The drain limit of {} passed; the remaining calls are cut off", drainLimit, e);
    }
    try {
      await(vertx.close(), PATIENCE);
    } catch (IOException e) {
      LOG.warn("The network threads did not end in time", e);
    }
  }

  private static List<PeerProbe> probePeers(Vertx vertx, GatewayConfig config, ServingState state) {
    UpstreamConfig upstream = config.upstream();
    GrpcClient client = UpstreamClients.create(vertx, upstream, config.http2());
    Context context = vertx.getOrCreateContext();
    List<PeerProbe> probes =
        List.of(
            probe("node", upstream.node(), client, upstream, state),
            probe("index", upstream.index(), client, upstream, state));
    probes.forEach(probe -> probe.start(context));
    return probes;
  }

  private static PeerProbe probe(
      String peer,
      UpstreamAddress address,
      GrpcClient client,
      UpstreamConfig upstream,
      ServingState state) {
    PeerProbe probe =
        new PeerProbe(peer, client, address, upstream.probeInterval(), state::changed);
    state.require(probe::isServing);
    return probe;
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
