package dev.dermstream.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.details;

import dev.dermstream.loadtest.gatling.Verdict.Finding;
import dev.dermstream.loadtest.gatling.arrival.Rate;
import dev.dermstream.v1.Lane;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A third of what the servers can do for a third of the time, then ten times as much as they can.
 * What they cannot do they must refuse at once, and go on with the rest at a bounded latency.
 */
final class Overload implements Plan {
  private static final String ALONE = "Screen below capacity";
  private static final String OVER = "Screen over capacity";
  private static final double ALONE_PART = 0.3;
  private static final double FACTOR = 10;

  /**
   * Admitted images wait in queues, whose length is bounded: some 250 places before four devices.
   * Without a bound they would wait until their deadline, 400 times as long as alone.
   */
  private static final double MOST_TIMES = 100;

  /** Of the capacity, what is answered still. */
  private static final double LEAST_ANSWERED = 0.4;

  @Override
  public Cluster cluster() {
    return Cluster.DEVICES;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Load load(Stage stage) throws InterruptedException {
    double capacity = stage.capacity();
    double factor = stage.parameters().number(Parameter.FACTOR, FACTOR, 1, 100);
    Duration third = stage.duration().dividedBy(3);
    Duration rest = stage.duration().minus(third);
    return new Load(
        List.of(
            stage.screening(
                ALONE, Lane.LANE_ROUTINE, Rate.steady(ALONE_PART * capacity, third), Duration.ZERO),
            stage.screening(OVER, Lane.LANE_ROUTINE, Rate.steady(factor * capacity, rest), third)),
        List.of(details(ALONE).failedRequests().count().is(0L)),
        List.of(
            Verdicts.onlyFailing(
                stage.latencies(), List.of(OVER), Set.of(Status.Code.RESOURCE_EXHAUSTED)),
            Verdicts.atMostTimes(stage.latencies(), 99, OVER, MOST_TIMES, ALONE),
            answered(stage, capacity)));
  }

  private static Verdict answered(Stage stage, double capacity) {
    return new Verdict(
        "over capacity, at least %.0f%% of the capacity is answered"
            .formatted(100 * LEAST_ANSWERED),
        () -> {
          double perSecond = stage.latencies().of(OVER).answeredPerSecond();
          return new Finding(
              perSecond >= LEAST_ANSWERED * capacity,
              String.format(
                  Locale.ROOT,
                  "%.1f/s, %.2f of the capacity of %.1f/s",
                  perSecond,
                  perSecond / capacity,
                  capacity));
        });
  }
}
