package dev.dermstream.loadtest.search;

import dev.dermstream.loadtest.table.Medians;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** A contestant at one number of candidates, with the turns that it has had. */
final class Point {
  /** What loses nothing that matters: nine of ten neighbours, and the tenth in most queries. */
  static final double ENOUGH = 0.98;

  private static final double NANOS_OF_MICRO = 1000;
  private static final double NANOS_OF_SECOND = 1e9;

  private final Built built;
  private final int candidates;
  private final List<Turn> turns = new ArrayList<>();

  Point(Built built, int candidates) {
    this.built = built;
    this.candidates = candidates;
  }

  Built built() {
    return built;
  }

  int candidates() {
    return candidates;
  }

  /** One thread asks every query in turn, each at least once, for the time given. */
  void measure(Truth truth, Duration time) throws IOException {
    Histogram nanos = new Histogram(3);
    long found = 0;
    int asked = 0;
    long start = System.nanoTime();
    long now = start;
    while (asked < truth.count() || now - start < time.toNanos()) {
      int query = asked % truth.count();
      int[] rows = built.contestant().search(truth.query(query), Options.K, candidates);
      long after = System.nanoTime();
      nanos.recordValue(after - now);
      if (asked < truth.count()) {
        found += truth.found(query, rows);
        // Counting is not searching.
        long counted = System.nanoTime();
        start += counted - after;
        after = counted;
      }
      now = after;
      asked++;
    }
    turns.add(
        new Turn(
            asked * NANOS_OF_SECOND / (now - start),
            nanos.getValueAtPercentile(50) / NANOS_OF_MICRO,
            nanos.getValueAtPercentile(99) / NANOS_OF_MICRO,
            found / ((double) truth.count() * Options.K)));
  }

  double recall() {
    return Medians.of(turns, Turn::recall);
  }

  double queriesPerSecond() {
    return Medians.of(turns, Turn::queriesPerSecond);
  }

  double p50Micros() {
    return Medians.of(turns, Turn::p50Micros);
  }

  double p99Micros() {
    return Medians.of(turns, Turn::p99Micros);
  }

  boolean isEnough() {
    return recall() >= ENOUGH;
  }
}
