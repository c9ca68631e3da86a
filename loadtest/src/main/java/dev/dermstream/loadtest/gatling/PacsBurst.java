package dev.dermstream.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.global;

import dev.dermstream.loadtest.gatling.arrival.Rate;
import dev.dermstream.v1.Lane;
import io.gatling.javaapi.core.PopulationBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The images of a hospital's morning, urgent and not, whose peak the servers can still do. */
final class PacsBurst implements Plan {
  /** Of what four devices of 50 ms can do, two thirds. */
  private static final double PEAK_PER_SECOND = 50;

  @Override
  public Cluster cluster() {
    return Cluster.DEVICES;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Load load(Stage stage) {
    Rate morning = Rate.morning(stage.parameters().rate(PEAK_PER_SECOND), stage.duration());
    LaneMix mix = LaneMix.of(stage.parameters().text(Parameter.LANES, "20:80:0"));
    List<PopulationBuilder> users = new ArrayList<>();
    mix.parts()
        .forEach((lane, part) ->
            users.add(stage.screening(name(lane), lane, morning.times(part), Duration.ZERO)));
    List<Verdict> verdicts = new ArrayList<>();
    if (mix.parts().containsKey(Lane.LANE_STAT) && mix.parts().containsKey(Lane.LANE_ROUTINE)) {
      verdicts.add(
          Verdicts.atMostTimes(
              stage.latencies(), 95, name(Lane.LANE_STAT), 1.5, name(Lane.LANE_ROUTINE)));
    }
    return new Load(users, List.of(global().failedRequests().count().is(0L)), verdicts);
  }

  private static String name(Lane lane) {
    return "Screen " + LaneMix.word(lane);
  }
}
