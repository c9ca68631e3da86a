package dev.dermstream.loadtest.pacs;

import dev.dermstream.loadtest.table.Medians;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Objects per second of receivers that get the same objects from the same senders, in turns of
 * rotating order. Before each turn everything that others have written is brought to the disk, so
 * that no flush pays for a neighbour; after it, too, on the clock of the second figure.
 */
final class ReceptionSpeed {
  /** So many objects make a JVM warm, and a new log as long as it will be. */
  private static final int WARM_UP = 2_000;

  private static final List<Integer> ASSOCIATIONS = List.of(1, 4);

  /**
   * One receiver's turn.
   *
   * @param perSecond objects until the last answer
   * @param flushedPerSecond objects until the last is on the disk
   * @param cpuMillis the receiver's for an object
   */
  record Turn(double perSecond, double flushedPerSecond, double cpuMillis) {}

  private final List<Receiver> receivers;
  private final PhotographObjects objects;
  private final Options options;
  private final Path work;
  private final List<Double> disk = new ArrayList<>();
  private final StringBuilder table =
      new StringBuilder(
          """
          | associations | receiver | objects/s | edge to it | until on the disk | edge to it | CPU ms |
          |---:|---|---:|---:|---:|---:|---:|
          """);

  /**
   * @param receivers the edge first
   */
  ReceptionSpeed(List<Receiver> receivers, PhotographObjects objects, Options options, Path work) {
    this.receivers = List.copyOf(receivers);
    this.objects = objects;
    this.options = options;
    this.work = work;
  }

  /** Markdown. */
  String run() throws IOException, InterruptedException {
    List<Path> warmUp = objects.write(work.resolve("warm-up"), 4, WARM_UP / 4);
    for (Receiver receiver : receivers) {
      turn(receiver, warmUp, WARM_UP);
    }
    for (int associations : ASSOCIATIONS) {
      compare(associations);
    }
    return table
        + "%nThe disk alone takes %.0f such objects/s where each is appended to a file and flushed.%n"
            .formatted(Medians.of(disk, Double::doubleValue));
  }

  /** A receiver and its turns. */
  private record Side(Receiver receiver, List<Turn> turns) {}

  private void compare(int associations) throws IOException, InterruptedException {
    List<Side> sides =
        receivers.stream().map(receiver -> new Side(receiver, new ArrayList<>())).toList();
    List<Side> order = new ArrayList<>(sides);
    for (int round = 0; round < options.rounds(); round++) {
      int each = options.objects() / associations;
      List<Path> folders =
          objects.write(work.resolve("sent-" + associations + "-" + round), associations, each);
      for (Side side : order) {
        Turn turn = turn(side.receiver(), folders, each * associations);
        side.turns().add(turn);
        System.err.printf("%d %s %s%n", associations, side.receiver().name(), turn);
      }
      disk.add(
          Disk.appendsPerSecond(
              work.resolve("appended"), objects.photograph(0).length, options.objects() / 4));
      Collections.rotate(order, 1);
    }
    sides.forEach(side -> row(associations, side, sides.getFirst().turns()));
  }

  private static Turn turn(Receiver receiver, List<Path> folders, int count)
      throws IOException, InterruptedException {
    Disk.flush();
    long before = receiver.received();
    double cpu = receiver.cpuSeconds();
    long nanos = Senders.send(receiver, folders);
    long flushNanos = Disk.flush();
    double cpuSeconds = receiver.cpuSeconds() - cpu;
    if (receiver.received() - before != count) {
      throw new IOException("%s has not all objects".formatted(receiver.name()));
    }
    return new Turn(
        count / (nanos / 1e9), count / ((nanos + flushNanos) / 1e9), 1e3 * cpuSeconds / count);
  }

  private void row(int associations, Side side, List<Turn> edge) {
    List<Turn> own = side.turns();
    List<Double> answered = new ArrayList<>();
    List<Double> flushed = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      answered.add(edge.get(i).perSecond() / own.get(i).perSecond());
      flushed.add(edge.get(i).flushedPerSecond() / own.get(i).flushedPerSecond());
    }
    table.append(
        "| %d | %s | %.0f | %.2f | %.0f | %.2f | %.2f |%n"
            .formatted(
                associations,
                side.receiver().name(),
                Medians.of(own, Turn::perSecond),
                Medians.of(answered, Double::doubleValue),
                Medians.of(own, Turn::flushedPerSecond),
                Medians.of(flushed, Double::doubleValue),
                Medians.of(own, Turn::cpuMillis)));
  }
}
