package dev.dermstream.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.global;

import dev.dermstream.loadtest.gatling.Verdict.Finding;
import dev.dermstream.loadtest.gatling.arrival.Rate;
import dev.dermstream.loadtest.gatling.latency.Latencies;
import dev.dermstream.loadtest.gatling.latency.RequestLatency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The mixed load for long: nothing fails, latency in the last third is that of the second, and the
 * servers' heap, memory and files do not grow.
 */
final class Soak implements Plan {
  private static final double PER_SECOND = 4;
  private static final String WATCHED = "Screen ROUTINE";
  private static final double MOST_TIMES = 2;

  @Override
  public Cluster cluster() {
    return Cluster.EMBEDDED;
  }

  @Override
  public Duration duration() {
    return Duration.ofHours(1);
  }

  @Override
  public Load load(Stage stage) {
    Rate rate = Rate.steady(stage.parameters().rate(PER_SECOND), stage.duration());
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(steady(stage.latencies()));
    stage
        .watch()
        .ifPresent(watch -> {
          watch.collectGarbage();
          verdicts.add(watch.steadyHeap());
          verdicts.add(watch.steadyMemory());
          verdicts.add(watch.steadyFiles());
        });
    return new Load(
        Mixed.users(stage, rate), List.of(global().failedRequests().count().is(0L)), verdicts);
  }

  private static Verdict steady(Latencies latencies) {
    return new Verdict(
        "the median of %s in the last third is at most %.0f times that in the second"
            .formatted(WATCHED, MOST_TIMES),
        () -> {
          List<RequestLatency> slices = latencies.slices(WATCHED);
          int third = Latencies.SLICES / 3;
          double second = median(slices.subList(third, 2 * third));
          double last = median(slices.subList(2 * third, slices.size()));
          return new Finding(
              second > 0 && last > 0 && last <= MOST_TIMES * second,
              String.format(
                  Locale.ROOT, "%.2f times (%.1f ms, %.1f ms)", last / second, last, second));
        });
  }

  /** Milliseconds; 0 of none. */
  private static double median(List<RequestLatency> slices) {
    Histogram all = slices.getFirst().fromDue().copy();
    slices.stream().skip(1).map(RequestLatency::fromDue).forEach(all::add);
    return all.getValueAtPercentile(50) / 1e3;
  }
}
