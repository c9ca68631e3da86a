package dev.dermstream.node.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.ReleaseSource;
import dev.dermstream.platform.server.ServerProcess;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Serves the node alone in this process until SIGTERM. */
public final class NodeMain {
  private NodeMain() {}

  /**
   * Starts up.
   *
   * @param arguments none, or a HOCON file
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ServerProcess.run("node", arguments, NodeMain::start);
  }

  private static ServerProcess.Running start(Config config, StageMetrics metrics, Cluster cluster)
      throws IOException {
    NodeConfig nodeConfig = NodeConfig.from(config);
    ReleaseSource source = ReleaseSource.open(config);
    Release release = source.first();
    NodeServer server = NodeServer.start(nodeConfig, release, source.linger(), metrics, cluster);
    Closeable following = source.follow(metrics.registry(), List.of(server::moveTo));
    return new ServerProcess.Running(
        "%s:%d, release %s".formatted(nodeConfig.host(), server.port(), release.id()),
        () -> {
          try (server) {
            following.close();
          }
        },
        server);
  }
}
