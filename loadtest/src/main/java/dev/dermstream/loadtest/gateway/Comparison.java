package dev.dermstream.loadtest.gateway;

import dev.dermstream.loadtest.load.OpenLoop;
import dev.dermstream.loadtest.load.OpenLoop.Arrivals;
import dev.dermstream.loadtest.table.Medians;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;

/**
 * Ways that do the same work, in turns of which every round has another order. The first way is the
 * direct one, to which the others add; the second is the plain proxy. All are given one rate at
 * half load: half of what the slowest can do.
 */
final class Comparison {
  private static final int CALLERS = 16;

  private final String title;
  private final List<Way> ways;
  private final Options options;
  private final Map<Way, List<Way.Turn>> saturated = new LinkedHashMap<>();
  private final Map<Arrivals, Map<Way, List<Way.Turn>>> half = new LinkedHashMap<>();
  private double rate;
  private long failures;

  Comparison(String title, List<Way> ways, Options options) {
    this.title = title;
    this.ways = List.copyOf(ways);
    this.options = options;
  }

  /**
   * Measures.
   *
   * @throws IllegalStateException if a call fails before anything is measured
   */
  void run() throws IOException, InterruptedException, TimeoutException {
    for (Way way : ways) {
      Way.Turn warm = way.saturate(CALLERS, options.warmUp());
      if (warm.load().failures() > 0) {
        throw new IllegalStateException(
            "%s, %s: %d failures while warming up: %s"
                .formatted(title, way.name(), warm.load().failures(), warm.load().firstFailure()));
      }
      System.err.printf("%s, %s: warm at %.0f/s%n", title, way.name(), warm.load().perSecond());
    }
    rounds((way, round) -> add(saturated, way, way.saturate(CALLERS, options.turn())));
    rate = ways.stream().mapToDouble(way -> rate(way)).min().orElseThrow() / 2;
    for (Arrivals arrivals : Arrivals.values()) {
      Map<Way, List<Way.Turn>> turns = new LinkedHashMap<>();
      half.put(arrivals, turns);
      rounds((way, round) -> add(turns, way, way.load(rate, arrivals, options.turn())));
    }
  }

  /** One turn of one way. */
  private interface Step {
    void take(Way way, int round) throws IOException, InterruptedException, TimeoutException;
  }

  private void rounds(Step step) throws IOException, InterruptedException, TimeoutException {
    List<Way> order = new ArrayList<>(ways);
    for (int round = 0; round < options.rounds(); round++) {
      for (Way way : order) {
        step.take(way, round);
      }
      Collections.rotate(order, 1);
    }
  }

  private void add(Map<Way, List<Way.Turn>> turns, Way way, Way.Turn turn) {
    failures += turn.load().failures();
    if (turn.load().failures() > 0) {
      System.err.printf("%s, %s: %s%n", title, way.name(), turn.load().firstFailure());
    }
    turns.computeIfAbsent(way, key -> new ArrayList<>()).add(turn);
  }

  long failures() {
    return failures;
  }

  private double rate(Way way) {
    return median(way, turn -> turn.load().perSecond());
  }

  private double median(Way way, ToDoubleFunction<Way.Turn> value) {
    return Medians.of(saturated.getOrDefault(way, List.of()), value);
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            **%s**, %d callers who wait for their answers:

            | way | answers/s | of the proxy | hop CPU us | node CPU us | client CPU us | hop allocates KiB |
            |---|---:|---:|---:|---:|---:|---:|
            """
                .formatted(title, CALLERS));
    for (Way way : ways) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.2f | %.0f | %.0f | %.0f | %.1f |%n",
              way.name(),
              rate(way),
              ofProxy(way),
              median(way, Way.Turn::hopMicros),
              median(way, Way.Turn::nodeMicros),
              median(way, Way.Turn::clientMicros),
              median(way, Way.Turn::allocatedBytes) / 1024));
    }
    text.append(
        String.format(
            Locale.ROOT,
            """

            %.0f requests/s, half of what the slowest of them can do:

            | arrivals | way | p50 ms | p99 ms | added p50 ms | added p99 ms |
            |---|---|---:|---:|---:|---:|
            """,
            rate));
    half.forEach((arrivals, turns) -> ways.forEach(way -> text.append(row(arrivals, turns, way))));
    return text.append('\n').toString();
  }

  /** The middle of the rounds' ratios. */
  private double ofProxy(Way way) {
    List<Way.Turn> own = saturated.getOrDefault(way, List.of());
    List<Way.Turn> proxy = saturated.getOrDefault(ways.get(1), List.of());
    List<Integer> rounds = rounds(own.size());
    return Medians.of(rounds, i -> own.get(i).load().perSecond() / proxy.get(i).load().perSecond());
  }

  private String row(Arrivals arrivals, Map<Way, List<Way.Turn>> turns, Way way) {
    List<Way.Turn> own = turns.getOrDefault(way, List.of());
    List<Way.Turn> direct = turns.getOrDefault(ways.getFirst(), List.of());
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f | %.2f | %.2f | %.2f |%n",
        arrivals == OpenLoop.Arrivals.EVEN ? "even" : "random (Poisson)",
        way.name(),
        Medians.of(own, turn -> turn.load().millis(50)),
        Medians.of(own, turn -> turn.load().millis(99)),
        added(own, direct, 50),
        added(own, direct, 99));
  }

  /** The middle of what the rounds added. */
  private static double added(List<Way.Turn> own, List<Way.Turn> direct, double percentile) {
    return Medians.of(
        rounds(own.size()),
        i -> own.get(i).load().millis(percentile) - direct.get(i).load().millis(percentile));
  }

  private static List<Integer> rounds(int count) {
    return java.util.stream.IntStream.range(0, count).boxed().toList();
  }
}
