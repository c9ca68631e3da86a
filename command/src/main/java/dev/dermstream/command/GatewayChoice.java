package dev.dermstream.command;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Configuration;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who answers a command: a running gateway, or a cluster of this process alone. */
final class GatewayChoice {
  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "A running gateway; otherwise one is started here.")
  @Nullable String server;

  @Mixin ServerAccess access = new ServerAccess();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of the started cluster.")
  @Nullable Path configFile;

  /** What is done with a gateway. */
  interface Work {
    /** Closes the channel; gives the exit status. */
    int run(ManagedChannel channel) throws IOException, InterruptedException;
  }

  /** Opens the channel, starts the cluster before and closes it after where one is needed. */
  int call(Work work) throws IOException, InterruptedException {
    if (server != null) {
      return work.run(access.open(server));
    }
    Config config = Configuration.load(configFile);
    try (LocalCluster cluster = LocalCluster.start(config, LocalCluster.Ports.EPHEMERAL)) {
      return work.run(ServerAccess.plain(cluster.gatewayAddress()));
    }
  }
}
