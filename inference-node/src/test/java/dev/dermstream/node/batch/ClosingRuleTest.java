package dev.dermstream.node.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.batch.ClosingRule.Decision;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingRuleTest {
  private static final long MILLI = 1_000_000;

  private final DeviceTimes times = new DeviceTimes(16);
  private final Arrivals arrivals = new Arrivals();
  private long now;

  private ClosingRule rule(int... preferred) {
    return new ClosingRule(
        new BatchSettings(
            16, Arrays.stream(preferred).boxed().toList(), Duration.ofMillis(5), 100, 1000, 1),
        times,
        arrivals);
  }

  /** A device whose batch takes a fixed time and a time per item. */
  private void learn(long fixed, long perItem) {
    for (int size : List.of(1, 2, 4, 8, 16)) {
      times.record(size, fixed + perItem * size);
      times.record(size, fixed + perItem * size);
    }
  }

  private void arrivalsEvery(long gap) {
    for (int i = 0; i < 1000; i++) {
      now += gap;
      arrivals.arrived(now);
    }
  }

  private Decision decide(int waiting, long deadline) {
    return rule().decide(waiting, now, deadline, now);
  }

  @Test
  void closesAtOnceWhileItKnowsNothingOfTheDevice() {
    arrivalsEvery(MILLI / 10);

    assertThat(decide(1, Ticket.NO_DEADLINE)).isEqualTo(Decision.CLOSE);
  }

  @Test
  void neverWaitsForADeviceThatGainsNothing() {
    learn(0, 2 * MILLI);
    arrivalsEvery(MILLI / 10);

    for (int waiting = 1; waiting <= 16; waiting++) {
      assertThat(decide(waiting, Ticket.NO_DEADLINE)).isEqualTo(Decision.CLOSE);
    }
  }

  @Test
  void waitsForCompanyThatComesSoonWhereItPays() {
    learn(10 * MILLI, MILLI / 10);
    arrivalsEvery(MILLI / 2);

    Decision decision = decide(1, Ticket.NO_DEADLINE);

    assertThat(decision.untilItems()).isEqualTo(8);
    assertThat(decision.waitNanos()).isBetween(3 * MILLI, 5 * MILLI);
  }

  @Test
  void doesNotWaitForCompanyThatComesTooSeldom() {
    learn(10 * MILLI, MILLI / 10);
    arrivalsEvery(20 * MILLI);

    assertThat(decide(1, Ticket.NO_DEADLINE)).isEqualTo(Decision.CLOSE);
  }

  @Test
  void doesNotWaitForALoneCallerToComeAgain() {
    learn(10 * MILLI, MILLI / 10);
    for (int i = 0; i < 100; i++) {
      arrivals.arrived(now);
      assertThat(decide(1, Ticket.NO_DEADLINE)).isEqualTo(Decision.CLOSE);
      now += 10 * MILLI;
      arrivals.runEnded(1, 10 * MILLI, now);
      now += MILLI / 50;
    }
  }

  @Test
  void closesEarlyForTheNearestDeadline() {
    learn(10 * MILLI, MILLI / 10);
    arrivalsEvery(MILLI / 2);

    assertThat(decide(1, now + 13 * MILLI).waitNanos()).isBetween(1L, 3 * MILLI);
    assertThat(decide(1, now + 11 * MILLI)).isEqualTo(Decision.CLOSE);
  }

  @Test
  void closesWhenTheDelayIsOverOrTheBatchIsFull() {
    learn(10 * MILLI, MILLI / 10);
    arrivalsEvery(MILLI / 2);

    assertThat(rule().decide(1, now - 5 * MILLI, Ticket.NO_DEADLINE, now))
        .isEqualTo(Decision.CLOSE);
    assertThat(decide(16, Ticket.NO_DEADLINE)).isEqualTo(Decision.CLOSE);
    assertThat(decide(40, Ticket.NO_DEADLINE)).isEqualTo(Decision.CLOSE);
  }

  @Test
  void triesSizesThatItDoesNotKnow() {
    times.record(1, MILLI);

    assertThat(size(16)).isEqualTo(16);
    assertThat(size(11)).isEqualTo(11);
    assertThat(size(40)).isEqualTo(16);
  }

  @Test
  void runsSingleItemsWhereBatchesGainNothing() {
    learn(0, 2 * MILLI);

    assertThat(size(16)).isEqualTo(1);
    assertThat(size(3)).isEqualTo(1);
  }

  @Test
  void takesAllThatWaitWhereBatchesGain() {
    learn(10 * MILLI, MILLI / 10);

    assertThat(size(3)).isEqualTo(3);
    assertThat(size(15)).isEqualTo(15);
    assertThat(size(16)).isEqualTo(16);
  }

  @Test
  void leavesTheRestOfAPreferredSizeToTheNextBatch() {
    times.record(4, 4 * MILLI);
    times.record(8, 4 * MILLI);
    times.record(16, 12 * MILLI);

    assertThat(rule(4, 8).size(10, Ticket.NO_DEADLINE, now)).isEqualTo(8);
  }

  @Test
  void runsASmallerBatchIfOnlyThatIsInTime() {
    learn(10 * MILLI, MILLI);

    assertThat(rule().size(16, now + 15 * MILLI, now)).isEqualTo(4);
    assertThat(rule().size(16, now + MILLI, now)).as("none is in time").isEqualTo(16);
  }

  private int size(int waiting) {
    return rule().size(waiting, Ticket.NO_DEADLINE, now);
  }
}
