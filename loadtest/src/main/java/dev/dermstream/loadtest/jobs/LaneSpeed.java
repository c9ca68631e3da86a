package dev.dermstream.loadtest.jobs;

import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.OutcomeCount;
import dev.dermstream.loadtest.lanes.LaneLoad;
import dev.dermstream.loadtest.lanes.SimulatedCluster;
import dev.dermstream.v1.Lane;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * STAT alone, beside a job and beside a flood of BATCH, through a real gateway with its defaults
 * before devices that only let time pass, as {@code loadtest/lanes} has them. The worker with its
 * defaults, gateway, node and clients are in this process.
 */
final class LaneSpeed {
  private static final int DEVICES = 4;
  private static final Duration IMAGE = Duration.ofMillis(50);
  private static final double CAPACITY = DEVICES * 1000.0 / 50;
  private static final double STAT_PER_SECOND = CAPACITY / 10;
  private static final double FLOOD_PER_SECOND = 10 * CAPACITY;
  private static final int IMAGE_BYTES = 60_000;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final double SPARE = 1.3;

  private final Options options;
  private final Path folder;

  LaneSpeed(Options options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  /** Markdown. */
  String run() throws IOException, InterruptedException {
    double seconds = options.seconds() + WARM_UP.toSeconds();
    Path source =
        NumberedTar.write(
            folder.resolve("images.tar"), (int) (SPARE * CAPACITY * seconds), IMAGE_BYTES);
    try (SimulatedCluster cluster =
        SimulatedCluster.start(DEVICES, IMAGE, Files.createDirectories(folder.resolve("audit")))) {
      ManagedChannel urgent = connect(cluster.port());
      ManagedChannel flooding = connect(cluster.port());
      try {
        return compare(urgent, flooding, source, "127.0.0.1:" + cluster.port());
      } finally {
        urgent.shutdownNow();
        flooding.shutdownNow();
      }
    }
  }

  private String compare(
      ManagedChannel urgent, ManagedChannel flooding, Path source, String gateway)
      throws IOException, InterruptedException {
    LaneLoad alone = stat(urgent);
    alone.run();
    System.err.println("alone " + alone.millis(99));
    Beside job;
    try (OwnWorker worker = OwnWorker.start(folder.resolve("ledger"), gateway)) {
      job = besideJob(worker.client(), urgent, source);
    }
    System.err.println("beside a job " + job.stat().millis(99));
    LaneLoad flood = load(flooding, Lane.LANE_BATCH, FLOOD_PER_SECOND);
    LaneLoad besideFlood = stat(urgent);
    Thread flooder = Thread.ofPlatform().name("flood").start(flood);
    besideFlood.run();
    flooder.join();
    return """
    %d devices, %d ms an image: %.0f images/s; STAT %.0f/s for %d s each, BATCH of the flood %.0f/s.

    | STAT | p50 ms | p95 ms | p99 ms | outcomes |
    |---|---:|---:|---:|---|
    %s%s%s
    p99 beside the job is %.2f times that alone, beside the flood %.2f times (goal: at most 1.5). The job had %.1f images/s; the flood: %s.
    """
        .formatted(
            DEVICES,
            IMAGE.toMillis(),
            CAPACITY,
            STAT_PER_SECOND,
            options.seconds(),
            FLOOD_PER_SECOND,
            row("alone", alone),
            row("beside a job", job.stat()),
            row("beside a flood", besideFlood),
            job.stat().millis(99) / alone.millis(99),
            besideFlood.millis(99) / alone.millis(99),
            job.perSecond(),
            flood.outcomes());
  }

  /**
   * STAT, and what the job did meanwhile.
   *
   * @param perSecond images of the job
   */
  private record Beside(LaneLoad stat, double perSecond) {}

  private Beside besideJob(JobClient worker, ManagedChannel urgent, Path source)
      throws IOException, InterruptedException {
    String job = worker.submit(source, folder.resolve("job.jsonl"));
    while (ended(worker.job(job)) == 0) {
      Thread.sleep(20);
    }
    long before = ended(worker.job(job));
    long begin = System.nanoTime();
    LaneLoad load = stat(urgent);
    load.run();
    Job after = worker.job(job);
    if (after.getState() != JobState.JOB_STATE_SCREENING) {
      throw new IOException("The job was not screening any more, but " + after.getState());
    }
    double perSecond = (ended(after) - before) / ((System.nanoTime() - begin) / 1e9);
    worker.cancel(job);
    return new Beside(load, perSecond);
  }

  private static long ended(Job job) {
    return job.getProgress().getOutcomesList().stream().mapToLong(OutcomeCount::getFiles).sum();
  }

  private LaneLoad stat(ManagedChannel channel) {
    return load(channel, Lane.LANE_STAT, STAT_PER_SECOND);
  }

  private LaneLoad load(ManagedChannel channel, Lane lane, double perSecond) {
    return new LaneLoad(channel, lane, perSecond, WARM_UP, Duration.ofSeconds(options.seconds()));
  }

  private static String row(String name, LaneLoad load) {
    return "| %s | %.1f | %.1f | %.1f | %s |%n"
        .formatted(name, load.millis(50), load.millis(95), load.millis(99), load.outcomes());
  }

  private static ManagedChannel connect(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }
}
