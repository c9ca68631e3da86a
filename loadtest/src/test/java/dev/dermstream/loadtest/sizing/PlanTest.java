package dev.dermstream.loadtest.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {
  /** 80 images/s for each of two workers, planned to be busy for half of the time. */
  private static final Map<String, String> MEASURED =
      Map.of("--curve", "60,5", "--max-batch", "8", "--workers", "2", "--busy", "0.5");

  @Test
  void hasAsManyNodesAsAreBusyForTheShareThatIsPlanned() {
    Plan plan = Plan.of(1000, Assumptions.from(MEASURED));

    // 1000 / (2 * 80 * 0.5) = 12.5
    assertThat(plan.nodes()).isEqualTo(13);
    assertThat(plan.expected().perSecond()).isCloseTo(1000, within(15.0));
    assertThat(plan.expected().refused()).isZero();
    assertThat(plan.expected().millis(99)).isGreaterThan(plan.expected().millis(50));
  }

  @Test
  void countsGatewaysIndexesNetworkMemoryAndDisk() {
    Plan plan = Plan.of(10_000, Assumptions.from(MEASURED));

    // 10,000 * 0.93 ms = 9.3 processors, of 4 * 0.5 in a gateway; 4 of an index; one spare each.
    assertThat(plan.gateways()).isEqualTo(5 + 1);
    assertThat(plan.indexes()).isEqualTo(2 + 1);
    assertThat(plan.imageGigabits()).isCloseTo(4.8, within(1e-9));
    assertThat(plan.auditGigabytesPerDay())
        .isCloseTo(10_000 * 86_400 * Assumptions.DEFAULT.auditBytes() / 1e9, within(1e-6));
    assertThat(plan.memoryGibibytes()).isCloseTo(126 * 2 + 6 + 3 * (1 + 2 * .1662), within(.01));
  }

  @Test
  void goesByWhatTheCommandLineSays() {
    Options options =
        Options.parse(
            new String[] {
              "--plan",
              "200",
              "--curve",
              "60,5",
              "--max-batch",
              "8",
              "--workers",
              "1",
              "--image-bytes",
              "250000"
            });

    Plan plan = Plan.of(options.plan().orElseThrow(), options.assumptions());

    assertThat(plan.imageGigabits()).isCloseTo(.4, within(1e-9));
    assertThat(plan.text())
        .contains("200 images/s", "60.00 ms + 5.000 ms n", "nodes       4 and 1 spare")
        .contains("0.40 Gbit/s", "each 80.0 images/s at most, planned 75% busy");
  }

  @Test
  void saysWhatIsWrongWithTheCommandLine() {
    assertRefused("Unknown option", "--rate", "5");
    assertRefused("lacks its value", "--plan");
    assertRefused("over 0", "--plan", "0");
    assertRefused("over 0", "--plan", "NaN");
    assertRefused("0.95", "--plan", "5", "--busy", "1");
    assertRefused("two numbers", "--plan", "5", "--curve", "7");
    assertRefused("at least 1", "--plan", "5", "--workers", "0");
    assertRefused("--nodes is 1", "--nodes", "17");
  }

  private static void assertRefused(String why, String... arguments) {
    assertThatThrownBy(() -> Options.parse(arguments))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
