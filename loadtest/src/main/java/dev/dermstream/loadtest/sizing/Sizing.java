package dev.dermstream.loadtest.sizing;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.dermstream.loadtest.batch.SimulatedDevice;
import dev.dermstream.loadtest.lanes.SimulatedCluster;
import dev.dermstream.loadtest.lanes.SimulatedNode;
import dev.dermstream.loadtest.load.ClosedLoop;
import dev.dermstream.loadtest.load.LoadResult;
import dev.dermstream.loadtest.load.OpenLoop;
import dev.dermstream.loadtest.table.Machine;
import dev.dermstream.loadtest.table.TablesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * {@code loadtest/sizing}: measures the batch curve of one simulated node, predicts 1 to 4 of them,
 * and runs them behind a real gateway with its durable audit; or, with {@code --plan RATE}, prints
 * what a rate needs. Everything runs in this process, so the devices must be slow enough that the
 * processors are not what limits. Ends with 1 if a call failed.
 */
public final class Sizing {
  private static final List<Double> LOADS = List.of(.3, .6, .8);
  private static final double MAX_DELAY_MILLIS = 2;
  private static final int CALLERS_PER_PLACE = 4;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration CURVE_TURN = Duration.ofSeconds(4);
  private static final Duration HOP_TURN = Duration.ofSeconds(20);
  private static final double LONG_RUN_WARM_UP_SECONDS = 10;
  private static final double LONG_RUN_SECONDS = 1500;
  private static final double GOAL_PERCENT = 15;

  private final Options options;
  private final Path work;
  private final List<Row> rows = new ArrayList<>();
  private BatchCurve curve;
  private Hop hop = Hop.constant(0);
  private final List<String> hops = new ArrayList<>();
  private String curveTable = "";
  private long auditBytes;
  private long answers;

  private Sizing(Options options, Path work) {
    this.options = options;
    this.work = work;
    this.curve = options.device();
  }

  /**
   * Runs the command.
   *
   * @param arguments see {@link Options#USAGE}
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, TimeoutException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.printf("%s%n%s", e.getMessage(), Options.USAGE);
      System.exit(2);
      return;
    }
    if (options.plan().isPresent()) {
      System.out.print(Plan.of(options.plan().get(), options.assumptions()).text());
      return;
    }
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    String machine = Machine.describe(home);
    Path work = Files.createTempDirectory("dermstream-sizing-");
    Sizing sizing = new Sizing(options, work);
    try {
      sizing.run();
    } finally {
      MoreFiles.deleteRecursively(work, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    String tables =
        "`%s`%n%n%s%n%n%s"
            .formatted(
                ("loadtest/sizing " + String.join(" ", arguments)).strip(),
                machine,
                sizing.markdown());
    System.out.print(tables);
    if (options.write().isPresent()) {
      TablesFile.replace(options.write().get(), "sizing", tables);
    }
    // The network threads of the clients linger.
    System.exit(sizing.rows.stream().allMatch(row -> row.measured().failures() == 0) ? 0 : 1);
  }

  private void run() throws IOException, InterruptedException, TimeoutException {
    for (int nodes = 1; nodes <= options.mostNodes(); nodes++) {
      RunTimes times = new RunTimes();
      Shape shape = Shape.of(nodes, 1, options.maxBatch(), MAX_DELAY_MILLIS);
      Path audit = Files.createDirectories(work.resolve("audit-" + nodes));
      try (SimulatedCluster cluster = start(shape, times, audit);
          ScreenClient client = new ScreenClient(cluster.port())) {
        closed(client, callers(shape), WARM_UP);
        if (nodes == 1) {
          measureCurve(client, times);
        }
        measureHop(client, nodes);
        for (double load : LOADS) {
          open(client, shape, load, times);
        }
        saturate(client, shape, times);
      }
      auditBytes += bytes(audit);
    }
  }

  private SimulatedCluster start(Shape shape, RunTimes times, Path audit) throws IOException {
    SimulatedDevice device =
        new SimulatedDevice(
            Math.round(1e6 * options.device().fixedMillis()),
            Math.round(1e6 * options.device().itemMillis()));
    List<SimulatedNode> nodes =
        IntStream.range(0, shape.nodes())
            .mapToObj(i ->
                new SimulatedNode(
                    device,
                    shape.maxBatch(),
                    Duration.ofNanos(Math.round(1e6 * shape.maxDelayMillis())),
                    shape.workers(),
                    times))
            .toList();
    return SimulatedCluster.start(
        nodes,
        audit,
        "dermstream.gateway.admission.limit { initial = %1$d, least = %1$d, most = %1$d }"
            .formatted(shape.limit()));
  }

  private static int callers(Shape shape) {
    return CALLERS_PER_PLACE * shape.nodes() * shape.workers() * shape.maxBatch();
  }

  /** Callers who wait: with one all runs have one image, with more all sizes come. */
  private void measureCurve(ScreenClient client, RunTimes times)
      throws InterruptedException, TimeoutException {
    times.clear();
    for (int callers = 1; callers <= 2 * options.maxBatch(); callers *= 2) {
      closed(client, callers, CURVE_TURN);
    }
    curve = BatchCurve.fit(times.bySize());
    StringBuilder table = new StringBuilder("| images of a run | runs | mean ms | fitted ms |\n");
    table.append("|---:|---:|---:|---:|\n");
    times
        .bySize()
        .forEach((size, sum) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "| %d | %d | %.2f | %.2f |%n",
                    size,
                    sum.runs(),
                    sum.mean(),
                    curve.millis(size))));
    curveTable = table.toString();
    System.err.println("t(n) = " + curve);
  }

  /** What a lonely image needs beside its run. */
  private void measureHop(ScreenClient client, int nodes)
      throws InterruptedException, TimeoutException {
    hop = Hop.of(closed(client, 1, HOP_TURN).latencies(), curve.millis(1));
    hops.add(
        String.format(
            Locale.ROOT, "%.0f and %.0f ms (%d)", hop.quantile(.5), hop.quantile(.99), nodes));
  }

  private LoadResult closed(ScreenClient client, int callers, Duration time)
      throws InterruptedException, TimeoutException {
    LoadResult result = ClosedLoop.run(client, callers, time);
    answers += result.latencies().getTotalCount();
    return result;
  }

  private void open(ScreenClient client, Shape shape, double load, RunTimes times)
      throws InterruptedException, TimeoutException {
    double rate = load * shape.capacity(curve);
    measure(
        shape,
        times,
        String.format(Locale.ROOT, "%.1f", load),
        rate,
        new Demand.Poisson(rate, OpenLoop.SEED + 1),
        new Demand.Poisson(rate, OpenLoop.SEED),
        () -> OpenLoop.run(client, rate, OpenLoop.Arrivals.POISSON, options.turn()));
  }

  private void saturate(ScreenClient client, Shape shape, RunTimes times)
      throws InterruptedException, TimeoutException {
    int callers = callers(shape);
    Demand demand = new Demand.Closed(callers);
    measure(
        shape,
        times,
        callers + " callers",
        0,
        demand,
        demand,
        () -> ClosedLoop.run(client, callers, options.turn()));
  }

  /** Puts a load on the gateway. */
  private interface Turn {
    LoadResult run() throws InterruptedException, TimeoutException;
  }

  private void measure(
      Shape shape, RunTimes times, String load, double rate, Demand longRun, Demand same, Turn turn)
      throws InterruptedException, TimeoutException {
    double seconds = options.turn().toMillis() / 1000.0;
    Prediction predicted =
        QueueModel.predict(curve, shape, hop, longRun, LONG_RUN_WARM_UP_SECONDS, LONG_RUN_SECONDS);
    Prediction ofSame = QueueModel.predict(curve, shape, hop, same, 0, seconds);
    times.clear();
    Stalls stalls = Stalls.watching();
    LoadResult measured;
    try (stalls) {
      measured = turn.run();
    }
    double busyMillis = times.bySize().values().stream().mapToDouble(RunTimes.Sum::millis).sum();
    answers += measured.latencies().getTotalCount();
    Row row =
        new Row(
            shape.nodes(),
            load,
            rate,
            predicted,
            ofSame,
            measured,
            busyMillis / (1000 * seconds * shape.nodes() * shape.workers()),
            stalls.longestMillis());
    rows.add(row);
    // Shown at once too: a run that is broken off has not measured in vain.
    System.err.print(row.throughput() + row.latency());
  }

  private String markdown() {
    StringBuilder text = new StringBuilder(curveTable);
    text.append(
        String.format(
            Locale.ROOT,
            "%nFitted: t(n) = %s; a node does %.1f images/s in runs of %d. Hop, measured before"
                + " each number of nodes: %s.%n%n",
            curve,
            curve.perSecond(options.maxBatch()),
            options.maxBatch(),
            String.join(", ", hops)));
    text.append(Row.markdown(rows));
    text.append('\n').append(Row.summary(rows, GOAL_PERCENT));
    text.append(
        String.format(
            Locale.ROOT,
            "%nThe audit's store has %d bytes for each of its %d records.%n%n",
            auditBytes / Math.max(1, answers),
            answers));
    return text.toString();
  }

  private static long bytes(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }
}
