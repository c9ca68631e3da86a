package dev.dermstream.loadtest.lanes;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.dermstream.v1.Lane;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Prints the latency of STAT alone and beside a flood of BATCH at ten times what the devices can
 * do, through a real gateway with its defaults, audit included. Everything runs in this process, so
 * the flood's clients cost the gateway's processors too.
 */
public final class LaneComparison {
  private static final int DEVICES = 4;
  private static final Duration IMAGE = Duration.ofMillis(50);
  private static final double CAPACITY = DEVICES * 1000.0 / 50;
  private static final double STAT_PER_SECOND = CAPACITY / 10;
  private static final double FLOOD_PER_SECOND = 10 * CAPACITY;
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  private final PrintStream out;
  private final Duration time;

  private LaneComparison(PrintStream out, Duration time) {
    this.out = out;
    this.time = time;
  }

  /**
   * @param arguments none, or the seconds of each of both measurements
   * @throws IOException if a port cannot be bound
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long seconds = arguments.length == 0 ? 60 : Long.parseLong(arguments[0]);
    new LaneComparison(System.out, Duration.ofSeconds(seconds)).run();
    // The network threads of the clients linger.
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException {
    Path audit = Files.createTempDirectory("lanes-audit");
    try (SimulatedCluster cluster = SimulatedCluster.start(DEVICES, IMAGE, audit)) {
      compare(cluster.port());
    } finally {
      MoreFiles.deleteRecursively(audit, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private void compare(int port) throws InterruptedException {
    out.printf(
        "%d devices, %d ms an image: %.0f images/s; STAT %.0f/s, BATCH %.0f/s; 60 KB images%n",
        DEVICES, IMAGE.toMillis(), CAPACITY, STAT_PER_SECOND, FLOOD_PER_SECOND);
    out.println("STAT           | p50 ms | p95 ms | p99 ms | outcomes");
    ManagedChannel urgent = connect(port);
    ManagedChannel flooding = connect(port);
    LaneLoad quiet = new LaneLoad(urgent, Lane.LANE_STAT, STAT_PER_SECOND, WARM_UP, time);
    quiet.run();
    print("quiet", quiet);
    LaneLoad flood = new LaneLoad(flooding, Lane.LANE_BATCH, FLOOD_PER_SECOND, WARM_UP, time);
    LaneLoad beside = new LaneLoad(urgent, Lane.LANE_STAT, STAT_PER_SECOND, WARM_UP, time);
    Thread flooder = Thread.ofPlatform().name("flood").start(flood);
    beside.run();
    flooder.join();
    print("beside a flood", beside);
    out.printf(
        "p99 beside the flood over quiet: %.2f (goal: at most 1.5)%n",
        (double) beside.micros.getValueAtPercentile(99) / quiet.micros.getValueAtPercentile(99));
    out.printf("BATCH: %s%n", flood.outcomes);
    urgent.shutdownNow();
    flooding.shutdownNow();
  }

  private void print(String phase, LaneLoad load) {
    out.printf(
        "%-14s | %6.1f | %6.1f | %6.1f | %s%n",
        phase,
        load.micros.getValueAtPercentile(50) / 1000.0,
        load.micros.getValueAtPercentile(95) / 1000.0,
        load.micros.getValueAtPercentile(99) / 1000.0,
        load.outcomes);
  }

  private static ManagedChannel connect(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }
}
