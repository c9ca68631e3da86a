package dev.dermstream.loadtest.jobs;

import com.google.protobuf.ByteString;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.command.LocalCluster;
import dev.dermstream.loadtest.chaos.Picture;
import dev.dermstream.loadtest.process.ProcessUsage;
import dev.dermstream.loadtest.table.Medians;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.v1.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A job on one machine beside a bare loop of calls with the same images: gateway, node, index,
 * worker and loop are in this process, with their defaults, but that no picture's features are
 * kept, because every round has the same pictures.
 */
final class NodeSpeed {
  private static final int[] IN_FLIGHT = {4, 8, 16, 32};
  private static final int SEED = 23;

  private final Options options;
  private final Path folder;

  /** One round; seconds of the clock, milliseconds of the processors an image. */
  private record Turn(double bare, double bareCpu, JobTimes job) {
    double ratio() {
      return job.perSecond() / bare;
    }

    double cpuRatio() {
      return bareCpu / job.cpuMillis();
    }
  }

  NodeSpeed(Options options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  /** Markdown. */
  String run() throws Exception {
    List<ByteString> images =
        Picture.paint(options.images(), SEED).stream().map(Picture::file).toList();
    Path source = write(images);
    Config config =
        ConfigFactory.parseString("dermstream.node.cache.max-bytes = 0")
            .withFallback(Configuration.load(null));
    try (LocalCluster cluster = LocalCluster.start(config, LocalCluster.Ports.EPHEMERAL);
        OwnWorker worker = OwnWorker.start(folder.resolve("ledger"), cluster.gatewayAddress());
        BareCalls calls = new BareCalls(cluster.gatewayAddress())) {
      warmUp(calls, worker, source, images);
      List<Probe> probes = probe(calls, images);
      Probe best = probes.stream().max(Comparator.comparingDouble(Probe::perSecond)).orElseThrow();
      List<Turn> turns = new ArrayList<>();
      for (int round = 0; round < options.rounds(); round++) {
        turns.add(turn(round, calls, best, worker, source, images));
        System.err.println(turns.getLast());
      }
      return table(probes, best, turns);
    }
  }

  private Path write(List<ByteString> images) throws IOException {
    Path source = Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < images.size(); i++) {
      Files.write(source.resolve("%05d.jpg".formatted(i)), images.get(i).toByteArray());
    }
    return source;
  }

  private void warmUp(BareCalls calls, OwnWorker worker, Path source, List<ByteString> images)
      throws Exception {
    calls.run(images, Lane.LANE_ROUTINE, 8);
    worker.client().run(source, folder.resolve("warm-up.jsonl"));
  }

  /** What a bare loop did in one lane with so many calls at once. */
  private record Probe(Lane lane, int inFlight, double perSecond) {}

  private static List<Probe> probe(BareCalls calls, List<ByteString> images) throws Exception {
    List<Probe> probes = new ArrayList<>();
    List<ByteString> some = images.subList(0, Math.max(1, images.size() / 4));
    for (Lane lane : List.of(Lane.LANE_ROUTINE, Lane.LANE_BATCH)) {
      for (int inFlight : IN_FLIGHT) {
        probes.add(new Probe(lane, inFlight, some.size() / calls.run(some, lane, inFlight)));
        System.err.println(probes.getLast());
      }
    }
    return probes;
  }

  private Turn turn(
      int round,
      BareCalls calls,
      Probe best,
      OwnWorker worker,
      Path source,
      List<ByteString> images)
      throws Exception {
    boolean bareFirst = round % 2 == 0;
    double[] bare = bareFirst ? bare(calls, best, images) : new double[2];
    JobTimes job = worker.client().run(source, folder.resolve("round-" + round + ".jsonl"));
    if (!bareFirst) {
      bare = bare(calls, best, images);
    }
    return new Turn(images.size() / bare[0], 1e3 * bare[1] / images.size(), job);
  }

  /** Seconds of the clock and of the processors. */
  private static double[] bare(BareCalls calls, Probe best, List<ByteString> images)
      throws Exception {
    double cpu = cpu();
    double seconds = calls.run(images, best.lane(), best.inFlight());
    return new double[] {seconds, cpu() - cpu};
  }

  private static double cpu() throws IOException {
    return ProcessUsage.of(ProcessHandle.current().pid()).cpuSeconds();
  }

  private String table(List<Probe> probes, Probe best, List<Turn> turns) {
    StringBuilder table = new StringBuilder();
    table.append(
        """
        | bare loop, calls at once | %d | %d | %d | %d |
        |---|---:|---:|---:|---:|
        """
            .formatted(4, 8, 16, 32));
    for (Lane lane : List.of(Lane.LANE_ROUTINE, Lane.LANE_BATCH)) {
      table.append("| images/s in lane ").append(lane.name().replace("LANE_", ""));
      probes.stream()
          .filter(probe -> probe.lane() == lane)
          .forEach(probe -> table.append(" | %.1f".formatted(probe.perSecond())));
      table.append(" |\n");
    }
    return table
        + """

        | %d images, medians of %d rounds | images/s | CPU ms an image |
        |---|---:|---:|
        | bare loop: lane %s, %d at once | %.1f | %.1f |
        | job, while it screens | %.1f | %.1f |
        | job, from its submission to its end | %.1f | |

        The job while it screens has %.3f of the bare loop's images/s (median of the rounds' ratios: %s; goal: 0.95). Where the processors are the limit, what counts is their time: by it the share is %.3f (%s).
        """
            .formatted(
                options.images(),
                turns.size(),
                best.lane().name().replace("LANE_", ""),
                best.inFlight(),
                Medians.of(turns, Turn::bare),
                Medians.of(turns, Turn::bareCpu),
                Medians.of(turns, turn -> turn.job().perSecond()),
                Medians.of(turns, turn -> turn.job().cpuMillis()),
                Medians.of(turns, turn -> options.images() / turn.job().total()),
                Medians.of(turns, Turn::ratio),
                listed(turns, Turn::ratio),
                Medians.of(turns, Turn::cpuRatio),
                listed(turns, Turn::cpuRatio));
  }

  private static String listed(List<Turn> turns, ToDoubleFunction<Turn> value) {
    return String.join(
        ", ", turns.stream().map(turn -> "%.3f".formatted(value.applyAsDouble(turn))).toList());
  }
}
