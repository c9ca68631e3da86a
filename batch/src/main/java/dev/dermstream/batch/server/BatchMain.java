package dev.dermstream.batch.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.server.ServerProcess;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.IOException;

/** Serves one worker in this process until SIGTERM. */
public final class BatchMain {
  private BatchMain() {}

  /**
   * Starts up.
   *
   * @param arguments none, or a HOCON file
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ServerProcess.runBeside("batch", arguments, BatchMain::start);
  }

  /** The worker is a client of the servers' cluster, not a part of it. */
  private static ServerProcess.Running start(Config config, StageMetrics metrics, Cluster cluster)
      throws IOException {
    BatchServer server = BatchServer.start(config, metrics);
    return new ServerProcess.Running(server.address(), server, server);
  }
}
