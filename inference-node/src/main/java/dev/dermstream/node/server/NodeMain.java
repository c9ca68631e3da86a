package dev.dermstream.node.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.server.ServerProcess;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;

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
    Release release = Release.load(Release.directory(config));
    NodeServer server = NodeServer.start(nodeConfig, release, metrics, cluster);
    return new ServerProcess.Running(
        "%s:%d, release %s".formatted(nodeConfig.host(), server.port(), release.id()),
        server::close,
        server);
  }
}
