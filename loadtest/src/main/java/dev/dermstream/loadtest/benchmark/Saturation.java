package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.bare.LoopResult;
import dev.dermstream.loadtest.table.Medians;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Turns by server and concurrency, each with the bare engine's turn of the same round. */
final class Saturation {
  private record Pair(Turn turn, LoopResult bare) {
    double ratio() {
      return turn.load().perSecond() / bare.perSecond();
    }
  }

  private final Map<Integer, List<LoopResult>> bare = new TreeMap<>();
  private final Map<Integer, Map<String, List<Pair>>> turns = new TreeMap<>();

  void addBare(int concurrency, LoopResult result) {
    bare.computeIfAbsent(concurrency, key -> new ArrayList<>()).add(result);
  }

  /** A turn in the round whose bare turn was added last. */
  void add(int concurrency, String name, Turn turn) {
    turns
        .computeIfAbsent(concurrency, key -> new TreeMap<>())
        .computeIfAbsent(name, key -> new ArrayList<>())
        .add(new Pair(turn, bareAt(concurrency).getLast()));
  }

  private List<LoopResult> bareAt(int concurrency) {
    return bare.getOrDefault(concurrency, List.of());
  }

  /** The highest of a server's medians over the concurrencies; 0 if it has no turn. */
  double saturation(String name) {
    double most = 0;
    for (Map<String, List<Pair>> byName : turns.values()) {
      List<Pair> pairs = byName.getOrDefault(name, List.of());
      if (!pairs.isEmpty()) {
        most = Math.max(most, Medians.of(pairs, pair -> pair.turn().load().perSecond()));
      }
    }
    return most;
  }

  /** Median time of one picture in the bare engine at saturation, milliseconds. */
  double bareMillis() {
    int most = Options.CONCURRENCIES.getLast();
    return Medians.of(bareAt(most), result -> result.p50Nanos() / 1e6);
  }

  long failures() {
    return turns.values().stream()
        .flatMap(byName -> byName.values().stream())
        .flatMap(List::stream)
        .mapToLong(pair -> pair.turn().load().failures())
        .sum();
  }

  String markdown(BareModes modes) {
    StringBuilder table = new StringBuilder();
    table.append(
        """
        | concurrency | server | pictures/s | of bare | p50 ms | p95 ms | p99 ms | CPU ms | RSS MiB | failed |
        |---:|---|---:|---:|---:|---:|---:|---:|---:|---:|
        """);
    turns.forEach((concurrency, byName) -> {
      table.append(bareRow(concurrency, modes.at(concurrency)));
      byName.forEach((name, pairs) -> table.append(row(concurrency, name, pairs)));
    });
    return table.toString();
  }

  private String bareRow(int concurrency, BareModes.Mode mode) {
    List<LoopResult> results = bareAt(concurrency);
    return String.format(
        Locale.ROOT,
        "| %d | bare engine, %s threads | %.1f | 1 | %.1f | %.1f | %.1f | %.2f | | |%n",
        concurrency,
        mode,
        Medians.of(results, LoopResult::perSecond),
        Medians.of(results, result -> result.p50Nanos() / 1e6),
        Medians.of(results, result -> result.p95Nanos() / 1e6),
        Medians.of(results, result -> result.p99Nanos() / 1e6),
        Medians.of(results, result -> result.cpuNanos() / 1e6));
  }

  private static String row(int concurrency, String name, List<Pair> pairs) {
    ToDoubleFunction<Pair> rate = pair -> pair.turn().load().perSecond();
    return String.format(
        Locale.ROOT,
        "| %d | %s | %.1f | %.3f | %.1f | %.1f | %.1f | %.2f | %.0f | %d |%n",
        concurrency,
        name,
        Medians.of(pairs, rate),
        Medians.of(pairs, Pair::ratio),
        Medians.of(pairs, pair -> pair.turn().load().millis(50)),
        Medians.of(pairs, pair -> pair.turn().load().millis(95)),
        Medians.of(pairs, pair -> pair.turn().load().millis(99)),
        Medians.of(pairs, pair -> pair.turn().cpuMillis()),
        Medians.of(pairs, pair -> pair.turn().residentBytes() / (double) (1 << 20)),
        pairs.stream().mapToLong(pair -> pair.turn().load().failures()).sum());
  }
}
