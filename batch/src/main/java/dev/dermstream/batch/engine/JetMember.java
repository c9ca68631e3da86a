package dev.dermstream.batch.engine;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.dermstream.platform.cluster.ClusterConfig;
import dev.dermstream.platform.cluster.HazelcastSettings;

/**
 * A member of the workers' own Hazelcast cluster, with Jet. It is not the cluster of the servers:
 * Jet would bring a job's code and memory into every gateway and node.
 */
final class JetMember {
  private static final String SUFFIX = "-batch";
  private static final int LEAVING_SECONDS = 5;
  private static final long LEAST_IDLE_MICROS = 500;
  private static final long MOST_IDLE_MICROS = 5_000;

  private JetMember() {}

  static HazelcastInstance start(ClusterConfig cluster, Worker worker) {
    Config config = HazelcastSettings.of(cluster).setClusterName(cluster.name() + SUFFIX);
    // Nobody reads them; they are collected every few seconds all the same.
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(true).setCooperativeThreadCount(1).setBackupCount(1);
    config
        .setProperty("hazelcast.graceful.shutdown.max.wait", Integer.toString(LEAVING_SECONDS))
        // A pipeline's threads mostly wait for the gateway; by default they would look every 25 us.
        .setProperty(
            "hazelcast.jet.idle.cooperative.min.microseconds", Long.toString(LEAST_IDLE_MICROS))
        .setProperty(
            "hazelcast.jet.idle.cooperative.max.microseconds", Long.toString(MOST_IDLE_MICROS))
        .setProperty(
            "hazelcast.jet.idle.noncooperative.min.microseconds", Long.toString(LEAST_IDLE_MICROS))
        .setProperty(
            "hazelcast.jet.idle.noncooperative.max.microseconds", Long.toString(MOST_IDLE_MICROS));
    // Pipelines are functions of this package, sent to the other workers.
    config
        .getSerializationConfig()
        .getJavaSerializationFilterConfig()
        .getWhitelist()
        .addPrefixes("dev.dermstream.batch.");
    config.getUserContext().put(Worker.key(), worker);
    return Hazelcast.newHazelcastInstance(config);
  }
}
