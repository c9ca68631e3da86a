package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.load.ClosedLoop;
import dev.dermstream.loadtest.load.LoadResult;
import dev.dermstream.loadtest.load.OpenLoop;
import dev.dermstream.loadtest.process.ProcessUsage;
import dev.dermstream.loadtest.process.ServerUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** A server that takes part, with its client. */
final class Contestant implements AutoCloseable {
  /** Runs a load on a target. */
  interface Load {
    LoadResult run(Target target) throws InterruptedException, TimeoutException;
  }

  private final ServerUnderTest server;
  private final Target target;

  Contestant(ServerUnderTest server, Target target) {
    this.server = server;
    this.target = target;
  }

  String name() {
    return server.name();
  }

  ServerUnderTest server() {
    return server;
  }

  Target target() {
    return target;
  }

  Turn closed(int callers, Duration time)
      throws IOException, InterruptedException, TimeoutException {
    return turn(client -> ClosedLoop.run(client, callers, time));
  }

  Turn open(double perSecond, OpenLoop.Arrivals arrivals, Duration time)
      throws IOException, InterruptedException, TimeoutException {
    return turn(client -> OpenLoop.run(client, perSecond, arrivals, time));
  }

  private Turn turn(Load load) throws IOException, InterruptedException, TimeoutException {
    ProcessUsage before = usage();
    LoadResult result = load.run(target);
    ProcessUsage after = usage();
    double cpuSeconds = after.cpuSeconds() - before.cpuSeconds();
    long answers = Math.max(1, result.latencies().getTotalCount());
    return new Turn(result, 1000 * cpuSeconds / answers, after.residentBytes());
  }

  private ProcessUsage usage() throws IOException {
    if (!server.isAlive()) {
      throw new IOException("%s has ended; it printed:%n%s".formatted(name(), server.errors()));
    }
    return ProcessUsage.of(server.pid());
  }

  @Override
  public void close() {
    target.close();
    server.close();
  }
}
