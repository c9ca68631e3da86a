package dev.dermstream.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.details;

import dev.dermstream.loadtest.gatling.arrival.Rate;
import dev.dermstream.v1.Lane;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Urgent images alone for half of the time, then beside BATCH at many times what the servers can
 * do. None of the urgent ones may be refused, and they may not be much slower.
 */
final class BatchFlood implements Plan {
  private static final String ALONE = "Screen STAT alone";
  private static final String BESIDE = "Screen STAT beside the flood";
  private static final String FLOOD = "Screen BATCH";

  /** Of the capacity, which leaves room for it on the devices that no other lane may take. */
  private static final double STAT_PART = 0.1;

  private static final double FACTOR = 10;

  /** Without the lanes it would be a hundred, as it is of BATCH; a busy machine may double it. */
  private static final double MOST_TIMES = 3;

  /** Of what BATCH waits, at the slow end, where a busy machine shows most. */
  private static final double MOST_OF_BATCH = 0.5;

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
    Duration half = stage.duration().dividedBy(2);
    Rate urgent = Rate.steady(stage.parameters().rate(STAT_PART * capacity), half);
    return new Load(
        List.of(
            stage.screening(ALONE, Lane.LANE_STAT, urgent, Duration.ZERO),
            stage.screening(BESIDE, Lane.LANE_STAT, urgent, half),
            stage.screening(FLOOD, Lane.LANE_BATCH, Rate.steady(factor * capacity, half), half)),
        List.of(
            details(ALONE).failedRequests().count().is(0L),
            details(BESIDE).failedRequests().count().is(0L)),
        List.of(
            Verdicts.onlyFailing(
                stage.latencies(), List.of(FLOOD), Set.of(Status.Code.RESOURCE_EXHAUSTED)),
            Verdicts.atMostTimes(stage.latencies(), 50, BESIDE, MOST_TIMES, ALONE),
            Verdicts.atMostTimes(stage.latencies(), 95, BESIDE, MOST_OF_BATCH, FLOOD)));
  }
}
