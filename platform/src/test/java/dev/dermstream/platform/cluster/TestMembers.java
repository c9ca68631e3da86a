package dev.dermstream.platform.cluster;

import static org.awaitility.Awaitility.await;

import dev.dermstream.cluster.v1.ServerDescription;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;

/** Members of one cluster on loopback ports of its own; they leave when it is closed. */
final class TestMembers implements AutoCloseable {
  private static final int PORTS = 4;

  private final List<Runnable> leave = new ArrayList<>();
  private final int port = FreePorts.take(PORTS);

  /** A member in this process. */
  Cluster join(String own) {
    Cluster cluster = Cluster.join(ClusterConfigTest.read(config(own)));
    leave.add(cluster::close);
    return cluster;
  }

  /** A member in a process of its own that serves as that instance. */
  MemberProcess start(String own, String instanceId) throws IOException {
    MemberProcess process = MemberProcess.start(config(own), instanceId);
    leave.add(process::close);
    return process;
  }

  /** A member that this machine lets wait for seconds is not to be taken for a lost one. */
  private String config(String own) {
    return "silent-after = 60s, " + own + ", port = " + port + ", ports = " + PORTS;
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90));
  }

  static ServerDescription server(String id) {
    return ServerDescription.newBuilder().setInstanceId(id).setServing(true).build();
  }

  /** The servers that a member knows of. */
  static List<String> ids(Cluster cluster) {
    return cluster.servers().stream().map(ServerDescription::getInstanceId).sorted().toList();
  }

  @Override
  public void close() {
    leave.reversed().forEach(Runnable::run);
  }
}
