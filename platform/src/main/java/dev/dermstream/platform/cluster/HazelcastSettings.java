package dev.dermstream.platform.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.ReplicatedMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.spi.merge.LatestUpdateMergePolicy;

/** Hazelcast's settings for a membership: quiet, small, and closed to what is not needed. */
public final class HazelcastSettings {
  /** The map of what servers say of themselves. */
  static final String SERVERS = "servers";

  private static final int MERGE_SECONDS = 5;
  private static final int JOIN_SECONDS = 30;
  private static final int CALL_TIMEOUT_MILLIS = 5_000;

  private HazelcastSettings() {}

  /** A member that finds others by the configured discovery, or is alone where that is off. */
  public static Config of(ClusterConfig cluster) {
    Config config = new Config().setClusterName(cluster.name());
    config
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty(
            "hazelcast.heartbeat.interval.seconds",
            Long.toString(cluster.heartbeatInterval().toSeconds()))
        .setProperty(
            "hazelcast.max.no.heartbeat.seconds", Long.toString(cluster.silentAfter().toSeconds()))
        // How soon the parts of a split cluster look for one another.
        .setProperty("hazelcast.merge.first.run.delay.seconds", Integer.toString(MERGE_SECONDS))
        .setProperty("hazelcast.merge.next.run.delay.seconds", Integer.toString(MERGE_SECONDS))
        .setProperty(
            "hazelcast.operation.call.timeout.millis", Integer.toString(CALL_TIMEOUT_MILLIS))
        // A join that does not come about is begun anew, instead of after five minutes.
        .setProperty("hazelcast.max.join.seconds", Integer.toString(JOIN_SECONDS))
        .setProperty("hazelcast.tcp.join.port.try.count", Integer.toString(cluster.ports()))
        .setProperty("hazelcast.socket.bind.any", Boolean.toString(cluster.isOnEveryAddress()));
    fewThreads(config);
    // Values are bytes of our own; nothing of ours is ever read by Java's serialisation.
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
    config.addReplicatedMapConfig(
        new ReplicatedMapConfig(SERVERS)
            .setMergePolicyConfig(
                new MergePolicyConfig().setPolicy(LatestUpdateMergePolicy.class.getName())));
    network(config.getAdvancedNetworkConfig(), cluster);
    return config;
  }

  /** A membership does little; by default Hazelcast would start threads for a database. */
  private static void fewThreads(Config config) {
    for (String threads :
        new String[] {
          "operation.thread.count",
          "operation.generic.thread.count",
          "io.thread.count",
          "event.thread.count",
          "clientengine.thread.count",
          "clientengine.query.thread.count",
          "clientengine.blocking.thread.count"
        }) {
      config.setProperty("hazelcast." + threads, threads.startsWith("operation") ? "2" : "1");
    }
  }

  /**
   * The member port speaks the members' protocol alone: with Hazelcast's simple network it would
   * take its clients too, who need no more than the cluster's name to write its maps.
   */
  private static void network(AdvancedNetworkConfig network, ClusterConfig cluster) {
    ServerSocketEndpointConfig members =
        new ServerSocketEndpointConfig()
            .setPort(cluster.port())
            .setPortCount(cluster.ports())
            .setPortAutoIncrement(cluster.ports() > 1);
    if (!cluster.isOnEveryAddress()) {
      members.getInterfaces().setEnabled(true).addInterface(cluster.host());
    }
    network.setEnabled(true).setMemberEndpointConfig(members);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    switch (cluster.discovery()) {
      case OFF -> join.getTcpIpConfig().setEnabled(false);
      case LOOPBACK -> join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1");
      case TCP -> join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members());
      case KUBERNETES ->
          join.getKubernetesConfig()
              .setEnabled(true)
              .setProperty("service-dns", cluster.kubernetesService())
              .setProperty("service-port", Integer.toString(cluster.port()));
    }
  }
}
