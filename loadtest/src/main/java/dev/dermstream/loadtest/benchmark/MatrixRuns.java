package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.bare.BareProcess;
import dev.dermstream.loadtest.bare.LoopResult;
import dev.dermstream.loadtest.model.GeneratedRepository;
import dev.dermstream.loadtest.table.Medians;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A model for which batching pays, one row a request: what batching wins over one row at a time.
 */
final class MatrixRuns {
  private static final List<Integer> BATCHES =
      List.of(1, 8, 16, 32, GeneratedRepository.MATRICES_BATCH);

  private final Map<BareWay, List<LoopResult>> bare = new LinkedHashMap<>();
  private final Map<Integer, Map<String, List<RowServer.Turn>>> served = new TreeMap<>();

  /** One way to run the bare engine. */
  private record BareWay(BareModes.Mode mode, int batch) {
    @Override
    public String toString() {
      return "%s threads, batches of %d".formatted(mode, batch);
    }
  }

  /** A turn of every bare way, and of every server at every concurrency. */
  void round(BareProcess process, List<RowServer> servers, Duration time)
      throws IOException, InterruptedException, TimeoutException {
    int processors = Runtime.getRuntime().availableProcessors();
    for (BareModes.Mode mode :
        List.of(new BareModes.Mode(processors, 1), new BareModes.Mode(1, processors))) {
      for (int batch : BATCHES) {
        bare.computeIfAbsent(new BareWay(mode, batch), key -> new ArrayList<>())
            .add(process.rows(mode.workers(), mode.intraOpThreads(), batch, time));
      }
    }
    for (int concurrency : Options.CONCURRENCIES) {
      for (RowServer server : servers) {
        served
            .computeIfAbsent(concurrency, key -> new TreeMap<>())
            .computeIfAbsent(server.name(), key -> new ArrayList<>())
            .add(server.closed(concurrency, time));
      }
    }
  }

  long failures() {
    return served.values().stream()
        .flatMap(byName -> byName.values().stream())
        .flatMap(List::stream)
        .mapToLong(turn -> turn.load().failures())
        .sum();
  }

  /** After at least one round. */
  String markdown() {
    Map.Entry<BareWay, List<LoopResult>> single = best(way -> way.batch == 1);
    Map.Entry<BareWay, List<LoopResult>> best = best(way -> true);
    double one = Medians.of(single.getValue(), LoopResult::perSecond);
    double most = Medians.of(best.getValue(), LoopResult::perSecond);
    StringBuilder table = new StringBuilder();
    table.append(
        """
        Dynamic batching on a model of three dense layers (784-2048-2048-10), one row a request:

        | concurrency | server | rows/s | of bare row by row | of bare at its best | rows a run | p50 ms | p99 ms | failed |
        |---:|---|---:|---:|---:|---:|---:|---:|---:|
        """);
    table.append(bareRow(single, one, most)).append(bareRow(best, one, most));
    served.forEach((concurrency, byName) ->
        byName.forEach((name, turns) -> {
          double rows = Medians.of(turns, turn -> turn.load().perSecond());
          table.append(
              String.format(
                  Locale.ROOT,
                  "| %d | %s | %.0f | %.2f | %.2f | %.1f | %.2f | %.2f | %d |%n",
                  concurrency,
                  name,
                  rows,
                  rows / one,
                  rows / most,
                  Medians.of(turns, RowServer.Turn::rowsPerRun),
                  Medians.of(turns, turn -> turn.load().millis(50)),
                  Medians.of(turns, turn -> turn.load().millis(99)),
                  turns.stream().mapToLong(turn -> turn.load().failures()).sum()));
        }));
    return table.toString();
  }

  private Map.Entry<BareWay, List<LoopResult>> best(Predicate<BareWay> eligible) {
    return bare.entrySet().stream()
        .filter(entry -> eligible.test(entry.getKey()))
        .max(
            Comparator.comparingDouble(
                entry -> Medians.of(entry.getValue(), LoopResult::perSecond)))
        .orElseThrow();
  }

  /** The latencies are of a batch. */
  private static String bareRow(
      Map.Entry<BareWay, List<LoopResult>> entry, double one, double most) {
    List<LoopResult> results = entry.getValue();
    double rows = Medians.of(results, LoopResult::perSecond);
    return String.format(
        Locale.ROOT,
        "| | bare engine, %s | %.0f | %.2f | %.2f | %d | %.2f | %.2f | |%n",
        entry.getKey(),
        rows,
        rows / one,
        rows / most,
        entry.getKey().batch,
        Medians.of(results, result -> result.p50Nanos() / 1e6),
        Medians.of(results, result -> result.p99Nanos() / 1e6));
  }
}
