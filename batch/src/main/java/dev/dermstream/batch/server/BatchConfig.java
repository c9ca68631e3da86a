package dev.dermstream.batch.server;

import com.typesafe.config.Config;
import dev.dermstream.batch.archive.ArchiveConfig;
import dev.dermstream.batch.ledger.LedgerConfig;
import dev.dermstream.batch.output.OutputConfig;
import dev.dermstream.batch.screening.ScreeningConfig;
import dev.dermstream.platform.client.GatewayAccess;
import dev.dermstream.platform.cluster.ClusterConfig;
import dev.dermstream.platform.cluster.Discovery;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.security.ListenAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * Configuration of a worker, {@code dermstream.batch}.
 *
 * @param host address of the gRPC door
 * @param port 0 lets the system choose
 * @param tls of the door, {@code dermstream.internal-tls}
 * @param gateway that is asked
 * @param member the workers' own cluster: {@code dermstream.cluster} at other ports
 * @param roots folders below which jobs may read and write; empty: everywhere
 */
record BatchConfig(
    String host,
    int port,
    InternalTlsConfig tls,
    GatewayAccess gateway,
    ClusterConfig member,
    List<Path> roots,
    ScreeningConfig screening,
    LedgerConfig ledger,
    ArchiveConfig archive,
    OutputConfig output) {
  private static final String PATH = "dermstream.batch";
  private static final int MOST_PORTS = 1_000;

  BatchConfig {
    roots = List.copyOf(roots);
  }

  /**
   * Reads and checks the values.
   *
   * @throws dev.dermstream.platform.config.ConfigurationException with every problem
   */
  static BatchConfig from(Config config) {
    ClusterConfig cluster = ClusterConfig.from(config);
    InternalTlsConfig tls = InternalTlsConfig.from(config);
    LedgerConfig ledger = LedgerConfig.from(config);
    ArchiveConfig archive = ArchiveConfig.from(config);
    OutputConfig output = OutputConfig.from(config);
    return Settings.read(
        config, PATH, settings -> read(settings, cluster, tls, ledger, archive, output));
  }

  private static BatchConfig read(
      Settings settings,
      ClusterConfig cluster,
      InternalTlsConfig tls,
      LedgerConfig ledger,
      ArchiveConfig archive,
      OutputConfig output) {
    BatchConfig read =
        new BatchConfig(
            settings.text("host"),
            settings.port("port"),
            tls,
            GatewayAccess.read(settings),
            member(settings, cluster),
            settings.texts("roots").stream().map(Path::of).toList(),
            ScreeningConfig.read(settings),
            ledger,
            archive,
            output);
    settings.require(
        tls.enabled() || tls.allowInsecure() || ListenAddress.isLoopback(read.host),
        "host",
        "can be reached from other hosts, which needs dermstream.internal-tls.enabled with"
            + " certificates, or dermstream.internal-tls.allow-insecure = true");
    settings.require(
        cluster.discovery() == Discovery.OFF || !read.ledger.isEmbedded(),
        "ledger.postgresql.url",
        "must be set where workers share their jobs (dermstream.cluster.discovery): the embedded"
            + " ledger is one worker's");
    return read;
  }

  private static ClusterConfig member(Settings settings, ClusterConfig cluster) {
    return new ClusterConfig(
        cluster.discovery(),
        cluster.name(),
        cluster.host(),
        settings.number("member.port", 1, 65_535),
        settings.number("member.ports", 1, MOST_PORTS),
        cluster.members(),
        cluster.kubernetesService(),
        cluster.advertisedHost(),
        cluster.zone(),
        cluster.heartbeatInterval(),
        cluster.silentAfter());
  }
}
