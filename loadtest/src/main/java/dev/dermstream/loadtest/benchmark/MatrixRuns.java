package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.bare.BareProcess;
import dev.dermstream.loadtest.bare.LoopResult;
import dev.dermstream.loadtest.model.GeneratedRepository;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/**
 * A model for which batching pays, one row a request: what batching wins over one row at a time.
 */
final class MatrixRuns {
  private static final List<Integer> BATCHES =
      List.of(1, 8, 32, GeneratedRepository.MATRICES_BATCH);
  private static final List<Integer> CONCURRENCIES = List.of(1, 8, 32, 64, 128);

  private final Map<Integer, List<LoopResult>> bare = new TreeMap<>();
  private final Map<Integer, List<LoadResult>> served = new TreeMap<>();

  void round(BareProcess process, Target target, Duration time)
      throws IOException, InterruptedException, TimeoutException {
    int processors = Runtime.getRuntime().availableProcessors();
    for (int batch : BATCHES) {
      bare.computeIfAbsent(batch, key -> new ArrayList<>())
          .add(process.rows(processors, batch, time));
    }
    for (int concurrency : CONCURRENCIES) {
      served
          .computeIfAbsent(concurrency, key -> new ArrayList<>())
          .add(ClosedLoop.run(target, concurrency, time));
    }
  }

  long failures() {
    return served.values().stream().flatMap(List::stream).mapToLong(LoadResult::failures).sum();
  }

  String markdown() {
    if (bare.isEmpty()) {
      return "";
    }
    double single = Medians.of(bare.getOrDefault(1, List.of()), LoopResult::perSecond);
    StringBuilder table = new StringBuilder();
    table.append(
        """
        Dynamic batching on a model of three dense layers (784-2048-2048-10), one row a request:

        | | rows/s | of bare one by one | p50 ms | p99 ms | failed |
        |---|---:|---:|---:|---:|---:|
        """);
    bare.forEach((batch, results) -> {
      double rows = Medians.of(results, LoopResult::perSecond);
      table.append(
          String.format(
              Locale.ROOT,
              "| bare engine, batches of %d | %.0f | %.2f | %.2f | %.2f | |%n",
              batch,
              rows,
              rows / single,
              Medians.of(results, result -> result.p50Nanos() / 1e6),
              Medians.of(results, result -> result.p99Nanos() / 1e6)));
    });
    served.forEach((concurrency, results) -> {
      double rows = Medians.of(results, LoadResult::perSecond);
      table.append(
          String.format(
              Locale.ROOT,
              "| dermstream, concurrency %d | %.0f | %.2f | %.2f | %.2f | %d |%n",
              concurrency,
              rows,
              rows / single,
              Medians.of(results, result -> result.millis(50)),
              Medians.of(results, result -> result.millis(99)),
              results.stream().mapToLong(LoadResult::failures).sum()));
    });
    return table.toString();
  }
}
