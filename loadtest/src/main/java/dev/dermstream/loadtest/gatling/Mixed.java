package dev.dermstream.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.global;

import dev.dermstream.loadtest.gatling.arrival.Rate;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ProfileInfo;
import io.gatling.javaapi.core.PopulationBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All that clients do, at once: photographs and DICOM objects in all lanes, streams of pictures,
 * questions, embeddings.
 */
final class Mixed implements Plan {
  private static final double PER_SECOND = 5;
  private static final int IMAGES = 4;

  @Override
  public Cluster cluster() {
    return Cluster.EMBEDDED;
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Load load(Stage stage) {
    Rate rate = Rate.steady(stage.parameters().rate(PER_SECOND), stage.duration());
    return new Load(
        users(stage, rate), List.of(global().failedRequests().count().is(0L)), List.of());
  }

  /** Three quarters screenings, the others divided among the rest. */
  static List<PopulationBuilder> users(Stage stage, Rate rate) {
    Requests requests = stage.requests();
    LaneMix mix = LaneMix.of(stage.parameters().text(Parameter.LANES, "20:60:20"));
    List<PopulationBuilder> users = new ArrayList<>();
    mix.parts()
        .forEach((lane, part) ->
            users.add(
                stage.screening(
                    "Screen " + LaneMix.word(lane), lane, rate.times(0.75 * part), Duration.ZERO)));
    users.add(
        stage.open(
            requests.screenStream("ScreenStream", Lane.LANE_ROUTINE, IMAGES, false),
            rate.times(0.05),
            Duration.ZERO));
    users.add(
        stage.open(requests.embed("Embed", Lane.LANE_ROUTINE), rate.times(0.1), Duration.ZERO));
    stage.release().getProfilesList().stream()
        .filter(ProfileInfo::getAnswersQuestions)
        .findFirst()
        .ifPresent(profile ->
            users.add(
                stage.open(
                    requests.ask("Ask", Lane.LANE_ROUTINE, profile.getName()),
                    rate.times(0.1),
                    Duration.ZERO)));
    return users;
  }
}
