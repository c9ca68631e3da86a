package dev.dermstream.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.global;

import dev.dermstream.loadtest.gatling.arrival.Rate;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.Release;
import io.gatling.javaapi.core.PopulationBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every method a few times: whether the servers answer at all. */
final class Smoke implements Plan {
  private static final int IMAGES = 3;

  @Override
  public Cluster cluster() {
    return Cluster.EMBEDDED;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Load load(Stage stage) {
    Rate rate = Rate.steady(stage.parameters().rate(1), stage.duration());
    Requests requests = stage.requests();
    List<PopulationBuilder> users = new ArrayList<>();
    users.add(stage.screening("Screen STAT", Lane.LANE_STAT, rate, Duration.ZERO));
    users.add(stage.screening("Screen ROUTINE", Lane.LANE_ROUTINE, rate, Duration.ZERO));
    users.add(
        stage.open(
            requests.screenStream("ScreenStream", Lane.LANE_ROUTINE, IMAGES, true),
            rate.times(0.4),
            Duration.ZERO));
    users.add(stage.open(requests.embed("Embed", Lane.LANE_ROUTINE), rate, Duration.ZERO));
    Release release = stage.release();
    release.getProfilesList().stream()
        .filter(ProfileInfo::getAnswersQuestions)
        .findFirst()
        .ifPresent(profile ->
            users.add(
                stage.open(
                    requests.ask("Ask", Lane.LANE_ROUTINE, profile.getName()),
                    rate.times(0.5),
                    Duration.ZERO)));
    release.getProfilesList().stream()
        .filter(ProfileInfo::getRanksLabels)
        .findFirst()
        .ifPresent(profile ->
            users.add(
                stage.open(
                    requests.rank("Rank", Lane.LANE_ROUTINE, profile.getName()),
                    rate.times(0.5),
                    Duration.ZERO)));
    return new Load(users, List.of(global().failedRequests().count().is(0L)), List.of());
  }
}
