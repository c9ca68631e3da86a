package dev.dermstream.command;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.dermstream.gateway.server.GatewayConfig;
import dev.dermstream.gateway.server.GatewayServer;
import dev.dermstream.gateway.upstream.UpstreamAddress;
import dev.dermstream.index.server.IndexConfig;
import dev.dermstream.index.server.IndexServer;
import dev.dermstream.node.server.NodeConfig;
import dev.dermstream.node.server.NodeServer;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.cluster.ClusterConfig;
import dev.dermstream.platform.concurrent.Outcome;
import dev.dermstream.platform.release.ReleaseFollower;
import dev.dermstream.platform.release.ReleaseSource;
import dev.dermstream.platform.server.OpenParts;
import dev.dermstream.platform.telemetry.MetricsConfig;
import dev.dermstream.platform.telemetry.MetricsServer;
import dev.dermstream.platform.telemetry.ProcessHealth;
import dev.dermstream.platform.telemetry.RoleHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.platform.tracing.Tracing;
import dev.dermstream.platform.tracing.TracingConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roles of one process. All are started side by side, the gateway is told of index and node
 * when they listen, and closed before them; alone it finds them at the configured addresses.
 */
public final class LocalCluster implements AutoCloseable {
  /** Which ports are bound. */
  public enum Ports {
    CONFIGURED,
    /** Free ones that the system chooses, for a cluster that only this process uses. */
    EPHEMERAL
  }

  private static final Logger log = LoggerFactory.getLogger(LocalCluster.class);

  /** They listen already, so that it is a matter of a connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final OpenParts started = new OpenParts("cluster");
  private final List<String> description = new ArrayList<>();
  private String gatewayAddress = "";
  private String metricsLine = "";
  private int metricsPort;

  private LocalCluster() {}

  /**
   * Starts every role.
   *
   * @throws IOException if a release cannot be loaded or a port not be bound; nothing stays open
   */
  public static LocalCluster start(Config config, Ports ports) throws IOException {
    return start(config, ports, Role.ALL);
  }

  /**
   * Starts the roles.
   *
   * @throws IOException if a release cannot be loaded or a port not be bound; nothing stays open
   */
  static LocalCluster start(Config config, Ports ports, Role role) throws IOException {
    LocalCluster cluster = new LocalCluster();
    boolean complete = false;
    try {
      if (ports == Ports.EPHEMERAL) {
        // What only this process uses must not be found by others.
        cluster.startRoles(ephemeral(config), role, Cluster.none());
      } else {
        cluster.startRoles(
            config, role, cluster.started.add(Cluster.join(ClusterConfig.from(config))));
      }
      complete = true;
      return cluster;
    } finally {
      // After errors too: what had started would keep the process there, serving nothing.
      if (!complete) {
        cluster.close();
      }
    }
  }

  private void startRoles(Config config, Role role, Cluster membership) throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    ProcessHealth health = new ProcessHealth(registry);
    Tracing tracing =
        started.add(
            Tracing.start(TracingConfig.from(config), role.name().toLowerCase(Locale.ROOT)));
    StageMetrics stages = new StageMetrics(registry, tracing);
    // First, because a model may take minutes to load; last to be closed, so that a drain is seen.
    startMetrics(config, role, registry, health);
    if (role == Role.GATEWAY) {
      startGateway(config, stages, membership, health);
    } else {
      startWorkers(config, role, registry, stages, membership, health);
    }
    description.add(metricsLine);
    health.started();
  }

  /** Index and node, side by side; with all roles the gateway too, which is told where they are. */
  private void startWorkers(
      Config config,
      Role role,
      PrometheusRegistry registry,
      StageMetrics stages,
      Cluster membership,
      ProcessHealth health)
      throws IOException {
    ReleaseSource source = ReleaseSource.open(config);
    OpenParts workers = started.add(new OpenParts("cluster"));
    List<Callable<Worker>> starts = new ArrayList<>();
    if (role.includes(Role.INDEX)) {
      starts.add(() -> startIndex(config, source, stages, membership, workers));
    }
    if (role.includes(Role.NODE)) {
      starts.add(() -> startNode(config, source, stages, membership, workers));
    }
    try (SideBySide<Worker> begun = new SideBySide<>(starts)) {
      Optional<GatewayServer> gateway =
          role == Role.ALL
              ? Optional.of(startGateway(withoutWorkers(config), stages, membership, health))
              : Optional.empty();
      List<Worker> running = begun.await();
      for (Worker each : running) {
        health.add(each.name(), each.health());
        description.add("%-8s %s:%d".formatted(each.name(), each.host(), each.port()));
      }
      // Closed before the servers.
      started.add(source.follow(registry, running.stream().map(Worker::follower).toList()));
      description.add("release  " + source.first().id());
      if (gateway.isPresent()) {
        join(gateway.get(), running);
      }
    }
  }

  private static void join(GatewayServer gateway, List<Worker> workers) throws IOException {
    for (Worker each : workers) {
      UpstreamAddress address = new UpstreamAddress(each.host(), each.port());
      if (each.role() == Role.NODE) {
        gateway.addNode(address);
      } else {
        gateway.addIndex(address);
      }
    }
    try {
      if (!gateway.awaitReady(PATIENCE)) {
        log.warn("The gateway cannot serve yet, after {}: /readyz says why", PATIENCE);
      }
    } catch (InterruptedException e) {
      throw Outcome.interrupted(e, "the gateway looked for its index and node");
    }
  }

  private GatewayServer startGateway(
      Config config, StageMetrics stages, Cluster membership, ProcessHealth health)
      throws IOException {
    GatewayConfig gateway = GatewayConfig.from(config);
    GatewayServer server = started.add(GatewayServer.start(gateway, stages, membership));
    health.add("gateway", server);
    gatewayAddress = gateway.host() + ":" + server.port();
    description.add("gateway  " + gatewayAddress);
    description.add(
        "console  %s://%s/console/"
            .formatted(gateway.tls().enabled() ? "https" : "http", gatewayAddress));
    return server;
  }

  /** A server that answers with a release. */
  private record Worker(
      Role role, String host, int port, RoleHealth health, ReleaseFollower.Follower follower) {
    String name() {
      return role.name().toLowerCase(Locale.ROOT);
    }
  }

  private static Worker startIndex(
      Config root, ReleaseSource source, StageMetrics stages, Cluster membership, OpenParts parts)
      throws IOException {
    IndexConfig config = IndexConfig.from(root);
    IndexServer server =
        parts.add(IndexServer.start(config, source.first(), source.linger(), stages, membership));
    return new Worker(Role.INDEX, config.host(), server.port(), server, server::moveTo);
  }

  private static Worker startNode(
      Config root, ReleaseSource source, StageMetrics stages, Cluster membership, OpenParts parts)
      throws IOException {
    NodeConfig config = NodeConfig.from(root);
    NodeServer server =
        parts.add(NodeServer.start(config, source.first(), source.linger(), stages, membership));
    return new Worker(Role.NODE, config.host(), server.port(), server, server::moveTo);
  }

  private void startMetrics(
      Config config, Role role, PrometheusRegistry registry, ProcessHealth health)
      throws IOException {
    String path =
        switch (role) {
          case ALL, GATEWAY -> "dermstream.gateway.metrics";
          case NODE -> "dermstream.node.metrics";
          case INDEX -> "dermstream.index.metrics";
        };
    MetricsConfig metrics = MetricsConfig.from(config, path);
    metricsPort = started.add(MetricsServer.start(metrics, registry, health)).port();
    metricsLine = "metrics  http://%s:%d/metrics".formatted(metrics.host(), metricsPort);
  }

  /** {@code host:port} of the gateway; empty if this process has none. */
  public String gatewayAddress() {
    return gatewayAddress;
  }

  /** Where {@code /metrics} of this process is served. */
  public int metricsPort() {
    return metricsPort;
  }

  /** A line for each role with its address, for a person and for scripts. */
  String describe() {
    return String.join(System.lineSeparator(), description);
  }

  @Override
  public void close() {
    started.close();
  }

  /** They are beside the gateway, and told to it when their ports are known. */
  private static Config withoutWorkers(Config config) {
    Config without = config;
    for (String key : List.of("node.address", "index.address")) {
      without = without.withValue("dermstream.gateway." + key, ConfigValueFactory.fromAnyRef(""));
    }
    return without;
  }

  private static Config ephemeral(Config config) {
    Config free = config;
    for (String key : List.of("index.port", "node.port", "gateway.port", "gateway.metrics.port")) {
      free = free.withValue("dermstream." + key, ConfigValueFactory.fromAnyRef(0));
    }
    // Only this process calls it, so it may be reached from this host alone and asks for nothing.
    free = free.withValue("dermstream.gateway.host", ConfigValueFactory.fromAnyRef("127.0.0.1"));
    for (String key : List.of("tls.enabled", "authentication.enabled")) {
      free = free.withValue("dermstream.gateway." + key, ConfigValueFactory.fromAnyRef(false));
    }
    // Whoever runs it has the answers, and nobody else can ask.
    return free.withValue("dermstream.gateway.audit.mode", ConfigValueFactory.fromAnyRef("off"));
  }
}
