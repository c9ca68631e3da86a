package dev.dermstream.loadtest.pacs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.command.LocalCluster;
import dev.dermstream.loadtest.bare.BareScreening;
import dev.dermstream.loadtest.table.Medians;
import dev.dermstream.node.image.ImageConfig;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.image.JpegDecoderChoice;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.report.CodeMapProposal;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/**
 * A study, from the start of its sender to the last structured report in the edge's log, beside
 * bare inference of the same photographs. The edge is a process of its own; gateway, node and index
 * run here with their defaults, but that no picture's features are kept: the photographs repeat.
 */
final class StudySpeed {
  private static final ImageConfig IMAGES =
      new ImageConfig(50_000_000, 100_000_000, JpegDecoderChoice.AUTO, false);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int WARM_UP = 200;
  private static final Bare NOTHING = new Bare(0, 0);

  private final PhotographObjects objects;
  private final Options options;
  private final Path work;

  /** Seconds, of the clock and of the processors. */
  private record Turn(double bare, double bareCpu, Study study, double clusterCpu, double edgeCpu) {
    double ratio() {
      return study.seconds() / bare;
    }
  }

  /** What a loop took, in seconds. */
  private record Bare(double seconds, double cpu) {}

  StudySpeed(PhotographObjects objects, Options options, Path work) {
    this.objects = objects;
    this.options = options;
    this.work = work;
  }

  /** Markdown. */
  String run() throws Exception {
    Config config =
        ConfigFactory.parseString("dermstream.node.cache.max-bytes = 0")
            .withFallback(Configuration.load(null));
    Release release = Release.load(Path.of(config.getString("dermstream.release")));
    try (LocalCluster cluster = LocalCluster.start(config, LocalCluster.Ports.EPHEMERAL);
        Edge edge =
            Edge.start(
                work.resolve("study-edge"),
                codes(cluster.gatewayAddress()),
                cluster.gatewayAddress(),
                options.edgeOptions());
        Ledger ledger = Ledger.read(edge.directory());
        ImageDecoder decoder = ImageDecoder.open(IMAGES);
        BareScreening bare = BareScreening.open(release, decoder)) {
      bare(bare, WARM_UP);
      long cursor = study(edge, ledger, 0, "study-warm-up", WARM_UP).cursor();
      List<Turn> turns = new ArrayList<>();
      for (int round = 0; round < options.rounds(); round++) {
        boolean bareFirst = round % 2 == 0;
        Bare before = bareFirst ? bare(bare, options.study()) : NOTHING;
        double clusterCpu = ownCpu();
        double edgeCpu = edge.cpuSeconds();
        Study study = study(edge, ledger, cursor, "study-" + round, options.study());
        clusterCpu = ownCpu() - clusterCpu;
        edgeCpu = edge.cpuSeconds() - edgeCpu;
        cursor = study.cursor();
        Bare alone = bareFirst ? before : bare(bare, options.study());
        turns.add(new Turn(alone.seconds(), alone.cpu(), study, clusterCpu, edgeCpu));
        System.err.println(turns.getLast());
      }
      return table(release, turns);
    }
  }

  private String table(Release release, List<Turn> turns) {
    return """

    A study of %d images, release %s:

    | | seconds | images/s | of bare time | CPU ms an image |
    |---|---:|---:|---:|---:|
    | bare inference | %.1f | %.1f | 1 | %.1f |
    | from the sender's start to the last report | %.1f | %.1f | %.2f | %.1f cluster, %.1f edge |
    | of these until all images were acknowledged | %.1f | | | |
    """
        .formatted(
            options.study(),
            release.id(),
            Medians.of(turns, Turn::bare),
            options.study() / Medians.of(turns, Turn::bare),
            millis(turns, Turn::bareCpu),
            Medians.of(turns, turn -> turn.study().seconds()),
            options.study() / Medians.of(turns, turn -> turn.study().seconds()),
            Medians.of(turns, Turn::ratio),
            millis(turns, Turn::clusterCpu),
            millis(turns, Turn::edgeCpu),
            Medians.of(turns, turn -> turn.study().sent()));
  }

  private double millis(List<Turn> turns, ToDoubleFunction<Turn> seconds) {
    return 1e3 * Medians.of(turns, seconds) / options.study();
  }

  /** Seconds of this process, where cluster and bare loop run in turn. */
  private static double ownCpu() throws IOException {
    return ProcessorTime.of(ProcessHandle.current().pid()).seconds();
  }

  private static String codes(String gateway) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(gateway).usePlaintext().build();
    try {
      List<ProfileInfo> profiles =
          ScreeningServiceGrpc.newBlockingStub(channel)
              .getRelease(GetReleaseRequest.getDefaultInstance())
              .getRelease()
              .getProfilesList();
      return CodeMapProposal.of(
          profiles.stream().filter(profile -> profile.getLabelSetCount() > 0).toList());
    } finally {
      channel.shutdownNow();
    }
  }

  /** A loop with a thread for each processor, as many as the node's engine has. */
  private Bare bare(BareScreening bare, int images) throws Exception {
    double cpu = ownCpu();
    long begin = System.nanoTime();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < images; i++) {
        byte[] photograph = objects.photograph(i);
        running.add(
            threads.submit(() -> {
              bare.run(photograph);
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    return new Bare((System.nanoTime() - begin) / 1e9, ownCpu() - cpu);
  }

  /**
   * What became of a study.
   *
   * @param cursor of its last outcome
   * @param sent seconds until the sender had every acknowledgement
   */
  private record Study(long cursor, double seconds, double sent) {}

  private Study study(Edge edge, Ledger ledger, long before, String name, int images)
      throws IOException, InterruptedException {
    List<Path> folder = objects.write(work.resolve(name), 1, images);
    Disk.flush();
    long begin = System.nanoTime();
    double sent = Senders.send(edge, folder) / 1e9;
    long cursor = before;
    int left = images;
    while (left > 0) {
      for (InstanceOutcome outcome : ledger.outcomesAfter(null, cursor, images)) {
        requireReport(outcome);
        cursor = outcome.getCursor();
        left--;
      }
      if (System.nanoTime() - begin > LIMIT.toNanos()) {
        throw new IOException("%d images have no report within %s".formatted(left, LIMIT));
      }
      Thread.sleep(20);
    }
    return new Study(cursor, (System.nanoTime() - begin) / 1e9, sent);
  }

  private static void requireReport(InstanceOutcome outcome) throws IOException {
    if (outcome.getDicomSr().isEmpty()) {
      throw new IOException("An image ended as " + outcome.getDisposition());
    }
  }
}
