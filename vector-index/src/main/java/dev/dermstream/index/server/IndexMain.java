package dev.dermstream.index.server;

import com.typesafe.config.Config;
import dev.dermstream.platform.cluster.Cluster;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.ReleaseSource;
import dev.dermstream.platform.server.ServerProcess;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Serves the index alone in this process until SIGTERM. */
public final class IndexMain {
  private IndexMain() {}

  /**
   * Starts up.
   *
   * @param arguments none, or a HOCON file
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ServerProcess.run("index", arguments, IndexMain::start);
  }

  private static ServerProcess.Running start(Config config, StageMetrics metrics, Cluster cluster)
      throws IOException {
    IndexConfig indexConfig = IndexConfig.from(config);
    ReleaseSource source = ReleaseSource.open(config);
    Release release = source.first();
    IndexServer server = IndexServer.start(indexConfig, release, source.linger(), metrics, cluster);
    Closeable following = source.follow(metrics.registry(), List.of(server::moveTo));
    return new ServerProcess.Running(
        "%s:%d, release %s".formatted(indexConfig.host(), server.port(), release.id()),
        () -> {
          try (server) {
            following.close();
          }
        },
        server);
  }
}
