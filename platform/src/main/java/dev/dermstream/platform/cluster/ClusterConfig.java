package dev.dermstream.platform.cluster;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Configuration of the membership, {@code dermstream.cluster}.
 *
 * @param discovery how the others are found
 * @param name servers of another name are strangers
 * @param host address that the member listens on
 * @param port first port that it tries
 * @param ports how many ports it tries, and on how many it looks for others
 * @param members HOST or HOST:PORT of some members, for {@link Discovery#TCP}
 * @param kubernetesService DNS name of a headless service, for {@link Discovery#KUBERNETES}
 * @param advertisedHost where others reach this process's servers that listen on every address;
 *     empty for the member's own
 * @param zone where the process stands; empty if it does not say
 * @param heartbeatInterval pause between two signs of life, in whole seconds
 * @param silentAfter silence after which a member counts as gone, in whole seconds
 */
public record ClusterConfig(
    Discovery discovery,
    String name,
    String host,
    int port,
    int ports,
    List<String> members,
    String kubernetesService,
    String advertisedHost,
    String zone,
    Duration heartbeatInterval,
    Duration silentAfter) {
  private static final String PATH = "dermstream.cluster";
  private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");
  private static final int MOST_PORTS = 1_000;

  public ClusterConfig {
    members = List.copyOf(members);
  }

  /**
   * Reads and checks the values.
   *
   * @throws ConfigurationException with every problem
   */
  public static ClusterConfig from(Config config) {
    return Settings.read(config, PATH, ClusterConfig::read);
  }

  private static ClusterConfig read(Settings settings) {
    ClusterConfig read =
        new ClusterConfig(
            discovery(settings),
            settings.text("name"),
            settings.text("host"),
            settings.number("port", 1, 65_535),
            settings.number("ports", 1, MOST_PORTS),
            list(settings.text("members")),
            settings.text("kubernetes-service"),
            settings.text("advertised-host"),
            settings.text("zone"),
            settings.duration("heartbeat-interval", Duration.ofSeconds(1), Duration.ofMinutes(1)),
            settings.duration("silent-after", Duration.ofSeconds(2), Duration.ofMinutes(10)));
    settings.require(!read.name.isBlank(), "name", "must not be blank");
    settings.require(!read.host.isBlank(), "host", "must not be blank");
    settings.require(
        read.discovery != Discovery.TCP || !read.members.isEmpty(),
        "members",
        "must name at least one where discovery is tcp");
    settings.require(
        read.discovery != Discovery.KUBERNETES || !read.kubernetesService.isBlank(),
        "kubernetes-service",
        "must be set where discovery is kubernetes");
    settings.require(
        read.silentAfter.compareTo(read.heartbeatInterval.multipliedBy(2)) >= 0,
        "silent-after",
        "must be at least twice the heartbeat-interval");
    return read;
  }

  private static Discovery discovery(Settings settings) {
    String text = settings.text("discovery").toUpperCase(Locale.ROOT);
    for (Discovery discovery : Discovery.values()) {
      if (discovery.name().equals(text)) {
        return discovery;
      }
    }
    settings.require(false, "discovery", "must be off, loopback, tcp or kubernetes");
    return Discovery.OFF;
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** Whether the member listens on every address of its host. */
  boolean isOnEveryAddress() {
    return EVERY_ADDRESS.contains(host);
  }

  /**
   * HOST:PORT at which other hosts reach a server.
   *
   * @param boundHost what it listens on
   * @param memberHost the member's own address
   */
  String advertised(String boundHost, int boundPort, String memberHost) {
    String reached = boundHost;
    if (EVERY_ADDRESS.contains(boundHost)) {
      reached = advertisedHost.isBlank() ? memberHost : advertisedHost;
    }
    boolean bare = reached.indexOf(':') >= 0 && !reached.startsWith("[");
    return (bare ? "[" + reached + "]" : reached) + ":" + boundPort;
  }
}
