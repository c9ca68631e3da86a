package dev.dermstream.loadtest.gateway;

import dev.dermstream.loadtest.load.Client;
import dev.dermstream.loadtest.load.ClosedLoop;
import dev.dermstream.loadtest.load.LoadResult;
import dev.dermstream.loadtest.load.OpenLoop;
import dev.dermstream.loadtest.process.JvmAllocation;
import dev.dermstream.loadtest.process.ProcessUsage;
import dev.dermstream.loadtest.process.ServerUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A way from the client to the node: directly, or by a hop in a process of its own. */
final class Way implements AutoCloseable {
  /** Runs a load on a client. */
  private interface Load {
    LoadResult run(Client client) throws InterruptedException, TimeoutException;
  }

  /**
   * One turn.
   *
   * @param hopMicros processor time of the hop for an answer; 0 without one
   * @param nodeMicros that of the node
   * @param clientMicros that of the client
   * @param allocatedBytes what the hop allocated on its heap for an answer
   */
  record Turn(
      LoadResult load,
      double hopMicros,
      double nodeMicros,
      double clientMicros,
      double allocatedBytes) {}

  private final String name;
  private final Client client;
  private final ServerUnderTest node;
  private final @Nullable ServerUnderTest hop;
  private final @Nullable JvmAllocation allocation;

  /**
   * @param client asks the hop, or the node; closed with the way
   * @param hop null if there is none
   */
  Way(String name, Client client, ServerUnderTest node, @Nullable ServerUnderTest hop)
      throws IOException {
    this.name = name;
    this.client = client;
    this.node = node;
    this.hop = hop;
    this.allocation = hop == null ? null : JvmAllocation.of(hop.pid());
  }

  String name() {
    return name;
  }

  /** So many callers, each of which waits for its answer. */
  Turn saturate(int callers, Duration time)
      throws IOException, InterruptedException, TimeoutException {
    return turn(each -> ClosedLoop.run(each, callers, time));
  }

  /** Requests at a rate. */
  Turn load(double perSecond, OpenLoop.Arrivals arrivals, Duration time)
      throws IOException, InterruptedException, TimeoutException {
    return turn(each -> OpenLoop.run(each, perSecond, arrivals, time));
  }

  private Turn turn(Load load) throws IOException, InterruptedException, TimeoutException {
    Usage before = usage();
    LoadResult result = load.run(client);
    Usage after = usage();
    double answers = Math.max(1, result.latencies().getTotalCount());
    return new Turn(
        result,
        1e6 * (after.hopSeconds - before.hopSeconds) / answers,
        1e6 * (after.nodeSeconds - before.nodeSeconds) / answers,
        1e6 * (after.clientSeconds - before.clientSeconds) / answers,
        (after.allocated - before.allocated) / answers);
  }

  private record Usage(
      double hopSeconds, double nodeSeconds, double clientSeconds, double allocated) {}

  private Usage usage() throws IOException {
    return new Usage(
        hop == null ? 0 : seconds(hop),
        seconds(node),
        ProcessUsage.of(ProcessHandle.current().pid()).cpuSeconds(),
        allocation == null ? 0 : allocation.bytes());
  }

  private static double seconds(ServerUnderTest server) throws IOException {
    if (!server.isAlive()) {
      throw new IOException(
          "%s has ended; it printed:%n%s".formatted(server.name(), server.errors()));
    }
    return ProcessUsage.of(server.pid()).cpuSeconds();
  }

  @Override
  public void close() throws IOException {
    client.close();
    if (allocation != null) {
      allocation.close();
    }
  }
}
