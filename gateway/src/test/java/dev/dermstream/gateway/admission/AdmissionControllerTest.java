package dev.dermstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.gateway.admission.Refusal.Reason;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionControllerTest {
  private static final long MILLI = 1_000_000L;
  private static final String FIXED = "limit { initial = 10, least = 10, most = 10 }, ";

  private final AtomicLong now = new AtomicLong(1);
  private final List<Permit> granted = new ArrayList<>();
  private final List<Reason> dropped = new ArrayList<>();

  @Test
  void anIdleClusterIsLentToBatchWhole() {
    AdmissionController controller = controller(FIXED);
    for (int i = 0; i < 10; i++) {
      assertThat(ask(controller, Lane.BATCH)).isInstanceOf(Decision.Admitted.class);
    }
    assertThat(ask(controller, Lane.BATCH)).isInstanceOf(Decision.Queued.class);
  }

  @Test
  void statFindsItsShareFreeBehindAFullFlood() {
    AdmissionController controller = controller(FIXED);
    flood(controller, 200);
    for (int i = 0; i < 5; i++) {
      assertThat(ask(controller, Lane.STAT)).isInstanceOf(Decision.Admitted.class);
    }
    assertThat(ask(controller, Lane.STAT)).isInstanceOf(Decision.Queued.class);
  }

  @Test
  void theShareOfALaneInUseIsKeptFree() {
    AdmissionController controller = controller(FIXED);
    admitted(ask(controller, Lane.STAT)).close();
    assertThat(flood(controller, 100)).as("10 less the 5 of STAT").isEqualTo(5);
  }

  @Test
  void theShareOfALaneLongUnusedIsLentAgain() {
    AdmissionController controller = controller(FIXED);
    admitted(ask(controller, Lane.STAT)).close();
    now.addAndGet(Duration.ofMinutes(5).toNanos());
    assertThat(flood(controller, 100)).isEqualTo(10);
  }

  @Test
  void batchIsNeverStarvedByStat() {
    AdmissionController controller = controller(FIXED);
    while (ask(controller, Lane.STAT) instanceof Decision.Admitted) {
      now.incrementAndGet();
    }
    assertThat(ask(controller, Lane.BATCH)).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void roomGoesToTheMostUrgentThatWaits() {
    AdmissionController controller = controller(FIXED);
    Deque<Permit> permits = new ArrayDeque<>();
    for (int i = 0; i < 10; i++) {
      permits.add(admitted(ask(controller, Lane.ROUTINE)));
    }
    ask(controller, Lane.ROUTINE);
    ask(controller, Lane.BATCH);
    for (int i = 0; i < 6; i++) {
      ask(controller, Lane.STAT);
    }
    while (granted.size() < 8 && !permits.isEmpty()) {
      permits.remove().close();
    }
    assertThat(granted.stream().map(permit -> permit.arrival.lane()).toList())
        .as("BATCH had its one share at once, the sixth STAT waits for the first free place")
        .startsWith(Lane.STAT)
        .containsOnlyOnce(Lane.ROUTINE);
    assertThat(granted.getLast().arrival.lane()).isEqualTo(Lane.ROUTINE);
  }

  @Test
  void theQueueIsBoundedInItems() {
    AdmissionController controller = controller(FIXED + "batch.queue-items = 3");
    flood(controller, 13);
    assertThat(refused(ask(controller, Lane.BATCH)).reason()).isEqualTo(Reason.QUEUE_ITEMS);
  }

  @Test
  void theQueueIsBoundedInBytes() {
    AdmissionController controller = controller(FIXED + "batch.queue-bytes = 250");
    flood(controller, 12);
    assertThat(refused(ask(controller, Lane.BATCH)).reason()).isEqualTo(Reason.QUEUE_BYTES);
  }

  @Test
  void whatCannotBeInTimeIsRefusedAtOnceAndToldWhenToTryAgain() {
    AdmissionController controller = controller(FIXED);
    serve(controller, Lane.ROUTINE, 20, 1000);
    for (int i = 0; i < 15; i++) {
      ask(controller, Lane.ROUTINE);
    }
    Refusal refusal = refused(ask(controller, Lane.ROUTINE, 500));
    assertThat(refusal.reason()).isEqualTo(Reason.DEADLINE_AHEAD);
    assertThat(refusal.retryAfter()).isBetween(Duration.ofMillis(600), Duration.ofMillis(760));
    assertThat(ask(controller, Lane.ROUTINE, 2000)).isInstanceOf(Decision.Queued.class);
  }

  @Test
  void whatWouldWaitTooLongIsRefused() {
    AdmissionController controller = controller(FIXED + "batch.max-wait = 1s");
    serve(controller, Lane.BATCH, 20, 5000);
    flood(controller, 12);
    assertThat(refused(ask(controller, Lane.BATCH)).reason()).isEqualTo(Reason.WAIT);
  }

  @Test
  void workThatExpiredWhileItWaitedIsNotBegun() {
    AdmissionController controller = controller(FIXED);
    Permit first = admitted(ask(controller, Lane.ROUTINE));
    for (int i = 0; i < 9; i++) {
      ask(controller, Lane.ROUTINE);
    }
    ask(controller, Lane.ROUTINE, 50);
    ask(controller, Lane.ROUTINE, 5000);
    now.addAndGet(100 * MILLI);
    first.close();
    assertThat(dropped).containsExactly(Reason.EXPIRED);
    assertThat(granted).hasSize(1);
  }

  @Test
  void whoLeftTheQueueIsNotLetIn() {
    AdmissionController controller = controller(FIXED);
    Permit first = admitted(ask(controller, Lane.ROUTINE));
    for (int i = 0; i < 9; i++) {
      ask(controller, Lane.ROUTINE);
    }
    Decision.Queued queued = (Decision.Queued) ask(controller, Lane.ROUTINE);
    queued.ticket().leave();
    first.close();
    assertThat(granted).isEmpty();
    assertThat(ask(controller, Lane.ROUTINE)).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void aPermitCountsOnceHoweverOftenItIsClosed() {
    AdmissionController controller = controller(FIXED);
    Permit permit = admitted(ask(controller, Lane.ROUTINE));
    permit.close();
    permit.close();
    permit.served(1);
    assertThat(flood(controller, 100)).as("10 less the 3 of ROUTINE").isEqualTo(7);
  }

  @Test
  void aCallerOverItsQuotaIsToldWhenItsNextTokenIsThere() {
    AdmissionController controller = controller("quota { per-second = 2, burst = 1 }");
    assertThat(ask(controller, Lane.STAT)).isInstanceOf(Decision.Admitted.class);
    Refusal refusal = refused(ask(controller, Lane.STAT));
    assertThat(refusal.reason()).isEqualTo(Reason.QUOTA);
    assertThat(refusal.retryAfter()).isBetween(Duration.ofMillis(500), Duration.ofMillis(625));
  }

  /** Whatever comes and goes: the limit holds but for shares, shares are never refused. */
  @Test
  void invariantsHoldUnderRandomTraffic() {
    long seed = Long.getLong("fuzz.seed", 1);
    SplittableRandom random = new SplittableRandom(seed);
    AdmissionController controller = controller(FIXED);
    List<Permit> held = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      now.addAndGet(MILLI);
      if (held.isEmpty() || random.nextInt(100) < 60) {
        Lane lane = List.of(Lane.values()).get(random.nextInt(3));
        long before = count(held, lane);
        Decision decision = ask(controller, lane, 1 + random.nextInt(3000));
        if (decision instanceof Decision.Admitted admitted) {
          held.add(admitted.permit());
        } else {
          long share = lane == Lane.STAT ? 5 : lane == Lane.ROUTINE ? 3 : 1;
          assertThat(before).as("seed %d, step %d", seed, step).isGreaterThanOrEqualTo(share);
        }
      } else {
        held.remove(random.nextInt(held.size())).close();
      }
      held.addAll(granted);
      granted.clear();
      assertThat(held.size()).as("seed %d, step %d", seed, step).isLessThanOrEqualTo(10 + 9);
    }
    while (!held.isEmpty()) {
      held.removeFirst().close();
      held.addAll(granted);
      granted.clear();
    }
    assertThat(ask(controller, Lane.BATCH)).isInstanceOf(Decision.Admitted.class);
  }

  private static long count(List<Permit> held, Lane lane) {
    return held.stream().filter(permit -> permit.arrival.lane() == lane).count();
  }

  /** Requests of one lane, one after the other, each served in the given time. */
  private void serve(AdmissionController controller, Lane lane, int requests, long millis) {
    for (int i = 0; i < requests; i++) {
      Permit permit = admitted(ask(controller, lane));
      now.addAndGet(millis * MILLI);
      permit.served(millis * MILLI);
    }
  }

  /**
   * @return how many went on
   */
  private int flood(AdmissionController controller, int requests) {
    Map<Class<?>, Integer> counts = new HashMap<>();
    for (int i = 0; i < requests; i++) {
      counts.merge(ask(controller, Lane.BATCH).getClass(), 1, Integer::sum);
    }
    return counts.getOrDefault(Decision.Admitted.class, 0);
  }

  private Decision ask(AdmissionController controller, Lane lane) {
    return ask(controller, lane, 60_000);
  }

  private Decision ask(AdmissionController controller, Lane lane, long patienceMillis) {
    return controller.decide(
        new Arrival(lane, Work.REPORT, 100, "caller", now.get() + patienceMillis * MILLI),
        new Waiter() {
          @Override
          public void admitted(Permit permit) {
            granted.add(permit);
          }

          @Override
          public void refused(Refusal refusal) {
            dropped.add(refusal.reason());
          }
        });
  }

  private static Permit admitted(Decision decision) {
    return ((Decision.Admitted) decision).permit();
  }

  private static Refusal refused(Decision decision) {
    return ((Decision.Refused) decision).refusal();
  }

  private AdmissionController controller(String own) {
    return new AdmissionController(
        AdmissionConfigTest.read(own),
        new AdmissionMetrics(new PrometheusRegistry()),
        now::get,
        new SplittableRandom(1));
  }
}
