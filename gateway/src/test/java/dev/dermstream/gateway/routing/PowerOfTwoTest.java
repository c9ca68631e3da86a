package dev.dermstream.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.gateway.upstream.PeerProbe.Answer;
import dev.dermstream.gateway.upstream.UpstreamAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PowerOfTwoTest {
  private static final long NOW = 0;
  private static final long MILLI = 1_000_000;
  private static final RoutingConfig CONFIG =
      new RoutingConfig(
          3,
          10,
          100,
          Duration.ZERO,
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          5,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          200,
          "");

  private final long seed = Long.getLong("fuzz.seed", 1);
  private final PowerOfTwo choice = new PowerOfTwo(new SplittableRandom(seed));

  @Test
  void thereIsNobodyToChooseFromNobody() {
    assertThat(choice.choose(new Backend[0], NOW)).isNull();
  }

  @Test
  void theOnlyOneIsChosen() {
    Backend[] one = backends(1);

    assertThat(choice.choose(one, NOW)).isSameAs(one[0]);
  }

  @Test
  void equalsGetEqualShares() {
    Backend[] five = backends(5);

    int[] counts = draw(five, 50_000);

    assertThat(counts)
        .as("seed %d", seed)
        .satisfies(c ->
            assertThat(Arrays.stream(c).allMatch(each -> each > 9_000 && each < 11_000))
                .as(Arrays.toString(c))
                .isTrue());
  }

  @Test
  void theBusierOfTwoIsNeverChosen() {
    Backend[] two = backends(2);
    two[0].begin();

    assertThat(draw(two, 1_000)).containsExactly(0, 1_000);
  }

  @Test
  void theSlowerOfTwoIsNotChosenUntilTheOtherIsAsMuchBusier() {
    Backend[] two = backends(2);
    two[0].answeredAfter(4 * MILLI, NOW);
    two[1].answeredAfter(MILLI, NOW);

    assertThat(draw(two, 100)).containsExactly(0, 100);
    IntStream.range(0, 5).forEach(i -> two[1].begin());
    assertThat(draw(two, 100)).containsExactly(100, 0);
  }

  @Test
  void requestsThatStaySpreadInProportionToSpeed() {
    Backend[] two = backends(2);
    two[0].answeredAfter(MILLI, NOW);
    two[1].answeredAfter(3 * MILLI, NOW);
    int[] staying = new int[2];
    for (int i = 0; i < 400; i++) {
      Backend chosen = choice.choose(two, NOW);
      chosen.begin();
      staying[chosen == two[0] ? 0 : 1]++;
    }

    assertThat(staying[0]).isBetween(280, 320);
  }

  @Test
  void whatMayBeNoiseLeavesTheDrawAsItFell() {
    Backend[] two = backends(2);
    two[0].answeredAfter(1_200_000, NOW);
    two[1].answeredAfter(1_000_000, NOW);

    assertThat(draw(two, 10_000)[0]).as("seed %d", seed).isBetween(4_500, 5_500);
  }

  @Test
  void theWorstOfManyIsNeverChosen() {
    Backend[] ten = backends(10);
    ten[3].begin();

    assertThat(draw(ten, 10_000)[3]).isZero();
  }

  @Test
  void aServerOfTheOwnZoneIsPreferredUntilItIsTwiceAsBusy() {
    Backend[] two = backends(2);
    two[0].heard(NOW, Answer.SERVING, ServerDescription.newBuilder().setZone("there").build());
    two[1].heard(NOW, Answer.SERVING, ServerDescription.newBuilder().setZone("here").build());

    assertThat(draw(two, 100)).containsExactly(0, 100);
    IntStream.range(0, 3).forEach(i -> two[1].begin());
    assertThat(draw(two, 100)).containsExactly(100, 0);
  }

  @Test
  void whoWasTriedIsNotTriedAgain() {
    Backend[] three = backends(3);

    assertThat(choice.chooseAnother(three, List.of(three[0], three[2]), NOW)).isSameAs(three[1]);
    assertThat(choice.chooseAnother(three, List.of(three), NOW)).isNull();
  }

  @Test
  void aYoungOnesShareGrows() {
    Backend[] two = backends(2);
    two[1].startSlowly(NOW);
    long half = Duration.ofSeconds(5).toNanos();
    long whole = Duration.ofSeconds(10).toNanos();

    assertThat(draw(two, 10_000, NOW)[1]).as("seed %d", seed).isBetween(300, 1_200);
    assertThat(draw(two, 10_000, half)[1]).as("seed %d", seed).isBetween(2_000, 3_000);
    assertThat(draw(two, 10_000, whole)[1]).as("seed %d", seed).isBetween(4_500, 5_500);
  }

  private int[] draw(Backend[] backends, int times) {
    return draw(backends, times, NOW);
  }

  private int[] draw(Backend[] backends, int times, long now) {
    int[] counts = new int[backends.length];
    for (int i = 0; i < times; i++) {
      Backend chosen = choice.choose(backends, now);
      counts[Arrays.asList(backends).indexOf(chosen)]++;
    }
    return counts;
  }

  private static Backend[] backends(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(port -> new Backend(new UpstreamAddress("host", port), CONFIG, "here"))
        .toArray(Backend[]::new);
  }
}
