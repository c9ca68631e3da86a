package dev.dermstream.command;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.dermstream.gateway.server.GatewayConfig;
import dev.dermstream.gateway.server.GatewayServer;
import dev.dermstream.index.server.IndexConfig;
import dev.dermstream.index.server.IndexServer;
import dev.dermstream.node.server.NodeConfig;
import dev.dermstream.node.server.NodeServer;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.cluster.ClusterConfig;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.ReleaseFollower;
import dev.dermstream.platform.release.ReleaseSource;
import dev.dermstream.platform.server.OpenParts;
import dev.dermstream.platform.telemetry.MetricsConfig;
import dev.dermstream.platform.telemetry.MetricsServer;
import dev.dermstream.platform.telemetry.ProcessHealth;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.platform.tracing.Tracing;
import dev.dermstream.platform.tracing.TracingConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The roles of one process, started in the order in which they need one another (index, node,
 * gateway) and closed in the reverse order. With all roles the gateway is pointed at the node and
 * index beside it; alone it finds them at the configured addresses.
 */
public final class LocalCluster implements AutoCloseable {
  /** Which ports are bound. */
  public enum Ports {
    CONFIGURED,
    /** Free ones that the system chooses, for a cluster that only this process uses. */
    EPHEMERAL
  }

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

  private void startRoles(Config configured, Role role, Cluster membership) throws IOException {
    Config config = configured;
    PrometheusRegistry registry = new PrometheusRegistry();
    ProcessHealth health = new ProcessHealth(registry);
    Tracing tracing =
        started.add(
            Tracing.start(TracingConfig.from(config), role.name().toLowerCase(Locale.ROOT)));
    StageMetrics stages = new StageMetrics(registry, tracing);
    // First, because a model may take minutes to load; last to be closed, so that a drain is seen.
    startMetrics(config, role, registry, health);
    if (role.includes(Role.INDEX) || role.includes(Role.NODE)) {
      ReleaseSource source = ReleaseSource.open(config);
      Release release = source.first();
      List<ReleaseFollower.Follower> followers = new ArrayList<>();
      if (role.includes(Role.INDEX)) {
        IndexConfig index = IndexConfig.from(config);
        IndexServer server =
            started.add(IndexServer.start(index, release, source.linger(), stages, membership));
        health.add("index", server);
        followers.add(server::moveTo);
        config = pointGateway(config, "index", listening("index", index.host(), server.port()));
      }
      if (role.includes(Role.NODE)) {
        NodeConfig node = NodeConfig.from(config);
        NodeServer server =
            started.add(NodeServer.start(node, release, source.linger(), stages, membership));
        health.add("node", server);
        followers.add(server::moveTo);
        config = pointGateway(config, "node", listening("node", node.host(), server.port()));
      }
      // Closed before the servers.
      started.add(source.follow(registry, followers));
      description.add("release  " + release.id());
    }
    if (role.includes(Role.GATEWAY)) {
      GatewayConfig gateway = GatewayConfig.from(config);
      GatewayServer server = started.add(GatewayServer.start(gateway, stages, membership));
      health.add("gateway", server);
      gatewayAddress = listening("gateway", gateway.host(), server.port());
      description.add(
          "console  %s://%s/console/"
              .formatted(gateway.tls().enabled() ? "https" : "http", gatewayAddress));
    }
    description.add(metricsLine);
    health.started();
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

  private String listening(String role, String host, int port) {
    String address = host + ":" + port;
    description.add("%-8s %s".formatted(role, address));
    return address;
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

  private static Config pointGateway(Config config, String peer, String address) {
    return config.withValue(
        "dermstream.gateway." + peer + ".address", ConfigValueFactory.fromAnyRef(address));
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
