package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.load.LoadResult;
import dev.dermstream.loadtest.load.OpenLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** Latency of each server at half of what it can do, in an open loop. */
final class HalfLoad {
  private final StringBuilder rows = new StringBuilder();
  private long failures;

  void measure(List<Contestant> contestants, Saturation saturation, Duration time)
      throws IOException, InterruptedException, TimeoutException {
    double bareMillis = saturation.bareMillis();
    for (OpenLoop.Arrivals arrivals : OpenLoop.Arrivals.values()) {
      for (Contestant contestant : contestants) {
        double rate = saturation.saturation(contestant.name()) / 2;
        LoadResult load = contestant.open(rate, arrivals, time).load();
        failures += load.failures();
        rows.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %.1f | %.1f | %.1f | %.2f | %d |%n",
                arrivals == OpenLoop.Arrivals.EVEN ? "even" : "random (Poisson)",
                contestant.name(),
                rate,
                load.millis(50),
                load.millis(95),
                load.millis(99),
                load.millis(99) / bareMillis,
                load.failures()));
      }
    }
  }

  long failures() {
    return failures;
  }

  String markdown(double bareMillis) {
    return """
    Half load: latency from when a request was due, at half of each server's own best rate above. \
    The bare engine takes %s ms for a picture while all its threads work.

    | arrivals | server | sent/s | p50 ms | p95 ms | p99 ms | p99 of bare | failed |
    |---|---|---:|---:|---:|---:|---:|---:|
    """
            .formatted(String.format(Locale.ROOT, "%.2f", bareMillis))
        + rows;
  }
}
