package dev.dermstream.command;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.dermstream.batch.server.BatchServer;
import dev.dermstream.batch.v1.BatchServiceGrpc;
import dev.dermstream.batch.v1.BatchServiceGrpc.BatchServiceBlockingStub;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.ManagedChannel;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who answers for jobs: a running worker, or one of this process over the embedded ledger. */
final class BatchAccess {
  private static final int MOST_MESSAGE_BYTES = 16 << 20;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description =
          "A running worker. Otherwise the ledger of the configuration is opened here, for as "
              + "long as the command runs.")
  @Nullable String server;

  @Mixin ServerAccess access = new ServerAccess();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of what is started here.")
  @Nullable Path configFile;

  /** What is done with a worker. */
  interface Work {
    /**
     * Gives the exit status.
     *
     * @throws io.grpc.StatusRuntimeException if the worker refuses
     */
    int run(BatchServiceBlockingStub batch) throws IOException;
  }

  boolean isHere() {
    return server == null;
  }

  /** For what only looks at the ledger, beside whoever writes it. */
  int look(Work work) throws IOException {
    return ask(BatchServer::reading, work);
  }

  /** For what notes something in the ledger: no job runs. */
  int note(Work work) throws IOException {
    return ask(BatchServer::atRest, work);
  }

  private interface Opening {
    BatchServer open(Config config, StageMetrics metrics) throws IOException;
  }

  private int ask(Opening opening, Work work) throws IOException {
    if (server != null) {
      return over(access.open(server), work);
    }
    Config config = freePort(Configuration.load(configFile));
    try (BatchServer worker = opening.open(config, metrics())) {
      return over(ServerAccess.plain(worker.address()), work);
    }
  }

  /** For what needs jobs to go on: here that needs a whole cluster beside the worker. */
  int work(Work work) throws IOException {
    if (server != null) {
      return over(access.open(server), work);
    }
    Config config = Configuration.load(configFile);
    try (LocalCluster cluster = LocalCluster.start(config, LocalCluster.Ports.EPHEMERAL);
        BatchServer worker =
            BatchServer.start(pointed(config, cluster.gatewayAddress()), metrics())) {
      System.err.println("Worker at " + worker.address());
      return over(ServerAccess.plain(worker.address()), work);
    }
  }

  private static int over(ManagedChannel channel, Work work) throws IOException {
    try {
      return work.run(
          BatchServiceGrpc.newBlockingStub(channel).withMaxInboundMessageSize(MOST_MESSAGE_BYTES));
    } finally {
      channel.shutdownNow();
    }
  }

  private static StageMetrics metrics() {
    return new StageMetrics(new PrometheusRegistry());
  }

  private static Config freePort(Config config) {
    return config.withValue("dermstream.batch.port", ConfigValueFactory.fromAnyRef(0));
  }

  /** At the gateway beside it, and no member of a cluster. */
  private static Config pointed(Config config, String gateway) {
    return config
        .withValue("dermstream.batch.gateway.address", ConfigValueFactory.fromAnyRef(gateway))
        .withValue("dermstream.batch.gateway.tls", ConfigValueFactory.fromAnyRef(false))
        .withValue("dermstream.batch.gateway.token-file", ConfigValueFactory.fromAnyRef(""))
        .withValue("dermstream.cluster.discovery", ConfigValueFactory.fromAnyRef("off"));
  }
}
