package dev.dermstream.loadtest.jobs;

import dev.dermstream.audit.store.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The same job by one to four workers, processes of their own on one PostgreSQL, each before
 * devices of its own that only let time pass, so that the processors of this machine are not the
 * limit.
 */
final class ScaleSpeed {
  private static final int MOST_WORKERS = 4;
  private static final int DEVICES = 4;
  private static final Duration ITEM = Duration.ofMillis(20);
  private static final double CAPACITY = DEVICES * 1000.0 / 20;
  private static final int ITEM_BYTES = 100;

  private final Options options;
  private final Path folder;

  ScaleSpeed(Options options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  /** Markdown. */
  String run() throws IOException, InterruptedException {
    Path binaries =
        PostgresServer.installed()
            .orElseThrow(
                () -> new IOException("PostgreSQL's initdb and postgres are not installed"));
    List<JobTimes> times = new ArrayList<>();
    try (PostgresServer database = PostgresServer.start(binaries)) {
      for (int workers = 1; workers <= MOST_WORKERS; workers++) {
        times.add(run(database, workers));
        System.err.println(workers + " " + times.getLast());
      }
    }
    return table(times);
  }

  private JobTimes run(PostgresServer database, int count)
      throws IOException, InterruptedException {
    int items = (int) (CAPACITY * count * options.seconds());
    Path source = NumberedTar.write(folder.resolve("items-" + count + ".tar"), items, ITEM_BYTES);
    try (WorkerProcesses workers = WorkerProcesses.start(database, count, DEVICES, ITEM, folder);
        JobClient client = new JobClient(workers.address())) {
      // What is compiled while it runs is of every run; the first of each worker is not counted.
      client.run(
          NumberedTar.write(folder.resolve("warm-up.tar"), items / 8, ITEM_BYTES),
          folder.resolve("warm-up-" + count + ".jsonl"));
      return client.run(source, folder.resolve("results-" + count + ".jsonl"));
    }
  }

  private String table(List<JobTimes> times) {
    double one = times.getFirst().perSecond();
    StringBuilder table =
        new StringBuilder(
            """
            %d devices a worker, %d ms an item: %.0f items/s a worker; %d s of work for each number of workers.

            | workers | items | items/s | of the devices' | of one worker's, times workers |
            |---:|---:|---:|---:|---:|
            """
                .formatted(DEVICES, ITEM.toMillis(), CAPACITY, options.seconds()));
    for (int i = 0; i < times.size(); i++) {
      double perSecond = times.get(i).perSecond();
      table.append(
          "| %d | %d | %.1f | %.3f | %.3f |%n"
              .formatted(
                  i + 1,
                  times.get(i).files(),
                  perSecond,
                  perSecond / CAPACITY / (i + 1),
                  perSecond / one / (i + 1)));
    }
    return table.toString();
  }
}
