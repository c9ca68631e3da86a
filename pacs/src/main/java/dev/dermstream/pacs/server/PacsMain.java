package dev.dermstream.pacs.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.server.ServerProcess;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;

/** Serves the edge alone in this process until SIGTERM. */
public final class PacsMain {
  private PacsMain() {}

  /**
   * Starts up.
   *
   * @param arguments none, or a HOCON file
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ServerProcess.runBeside("pacs", arguments, PacsMain::start);
  }

  /** The edge is a client of the cluster, not a part of it. */
  private static ServerProcess.Running start(Config config, StageMetrics metrics, Cluster cluster)
      throws IOException {
    PacsServer server = PacsServer.start(config, metrics);
    return new ServerProcess.Running(server.description(), server, server);
  }
}
