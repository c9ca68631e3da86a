package dev.dermstream.command;

import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.cluster.v1.GetStatusRequest;
import dev.dermstream.cluster.v1.KnownServer;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dermstream cluster}: what the servers know of one another. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = "Shows the servers of a cluster.",
    subcommands = ClusterCommand.Status.class)
final class ClusterCommand {
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = {
        "Asks one server for all that it knows and prints a line for each.",
        "A gateway also tells how it sees its nodes and indexes. Exit status 0 only if every "
            + "server serves."
      })
  static final class Status implements Callable<Integer> {
    @Option(
        names = "--server",
        paramLabel = "HOST:PORT",
        description = "A gateway, node or index. Default: ${DEFAULT-VALUE}.")
    String server = "127.0.0.1:8500";

    @Option(
        names = "--deadline",
        paramLabel = "SECONDS",
        description = "Time for the answer. Default: ${DEFAULT-VALUE}.")
    int deadlineSeconds = 10;

    @Mixin ServerAccess access = new ServerAccess();

    @Override
    public Integer call() throws IOException {
      ClusterStatus status = ask();
      new ClusterTable(System.out, InstantSource.system()).print(status);
      boolean allServe =
          status.getServersList().stream()
              .map(KnownServer::getDescription)
              .allMatch(each -> each.getServing());
      return allServe ? 0 : Dermstream.EXIT_INCOMPLETE;
    }

    private ClusterStatus ask() throws IOException {
      ManagedChannel channel = access.open(server);
      try {
        return ClusterServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(deadlineSeconds, TimeUnit.SECONDS)
            .getStatus(GetStatusRequest.getDefaultInstance());
      } catch (StatusRuntimeException e) {
        ErrorCode code = ErrorCode.valueOf(StatusMapping.toError(e, "").getCode());
        throw new ServiceException(code, server + " does not tell: " + e.getStatus(), e);
      } finally {
        channel.shutdownNow();
      }
    }
  }
}
