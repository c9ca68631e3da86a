package dev.dermstream.node.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LaneQueuesTest {
  private static final long NOW = 1_000_000;

  private final LaneQueues<String, String> queues = new LaneQueues<>();
  private final List<LaneQueues.Dropped<String, String>> dropped = new ArrayList<>();

  @Test
  void servesTheUrgentFirstAndEachLaneInOrder() {
    add("b1", Lane.BATCH);
    add("r1", Lane.ROUTINE);
    add("s1", Lane.STAT);
    add("r2", Lane.ROUTINE);
    add("s2", Lane.STAT);

    assertThat(take(3)).containsExactly("s1", "s2", "r1");
    assertThat(take(3)).containsExactly("r2", "b1");
    assertThat(take(3)).isEmpty();
  }

  @Test
  void givesALaneThatWasPassedOverTheFirstPlaceOfTheNinthBatch() {
    add("b1", Lane.BATCH);
    add("b2", Lane.BATCH);
    for (int i = 0; i < LaneQueues.PATIENCE; i++) {
      add("s" + i, Lane.STAT);
      assertThat(take(1)).containsExactly("s" + i);
    }
    add("s", Lane.STAT);

    assertThat(take(1)).containsExactly("b1");
    assertThat(take(1)).as("b2 has to be patient again").containsExactly("s");
  }

  @Test
  void dropsTheExpiredAndTheCancelledOnTheWay() {
    AtomicBoolean cancelled = new AtomicBoolean();
    Entry<String, String> gone =
        entry("gone", new Ticket(Lane.STAT, Long.MAX_VALUE, cancelled::get, 5));
    queues.add(gone);
    queues.add(entry("late", new Ticket(Lane.STAT, NOW, () -> false, 7)));
    queues.add(entry("in time", new Ticket(Lane.STAT, NOW + 1, () -> false, 9)));
    cancelled.set(true);

    assertThat(take(1)).containsExactly("in time");
    assertThat(dropped)
        .extracting(one -> one.entry().item, one -> ((ServiceException) one.why()).code())
        .containsExactly(tuple("gone", ErrorCode.CANCELLED), tuple("late", ErrorCode.DEADLINE));
    assertThat(queues.items()).isZero();
    assertThat(queues.bytes()).isZero();
  }

  @Test
  void countsItemsAndBytesThroughEveryWayOut() {
    Entry<String, String> removed = entry("removed", Ticket.lasting(Lane.BATCH, 3));
    queues.add(removed);
    queues.add(entry("swept", new Ticket(Lane.ROUTINE, NOW, () -> false, 4)));
    queues.add(entry("cleared", Ticket.lasting(Lane.STAT, 5)));
    assertThat(queues.bytes()).isEqualTo(12);

    assertThat(queues.remove(removed)).isTrue();
    assertThat(queues.remove(removed)).isFalse();
    assertThat(queues.bytes()).isEqualTo(9);
    queues.sweep(NOW, dropped::add);
    assertThat(queues.bytes()).isEqualTo(5);
    assertThat(queues.clear()).extracting(entry -> entry.item).containsExactly("cleared");
    assertThat(queues.items()).isZero();
    assertThat(queues.bytes()).isZero();
  }

  @Test
  void knowsTheNearestDeadlineOfThoseWhoStillWait() {
    Entry<String, String> near = entry("near", new Ticket(Lane.BATCH, NOW + 5, () -> false, 0));
    queues.add(entry("none", Ticket.lasting(Lane.STAT, 0)));
    assertThat(queues.nearestDeadlineNanos()).isEqualTo(Ticket.NO_DEADLINE);
    queues.add(entry("far", new Ticket(Lane.STAT, NOW + 9, () -> false, 0)));
    queues.add(near);

    assertThat(queues.nearestDeadlineNanos()).isEqualTo(NOW + 5);
    queues.remove(near);
    assertThat(queues.nearestDeadlineNanos()).isEqualTo(NOW + 9);
  }

  private List<String> take(int size) {
    return queues.take(size, NOW, dropped::add).stream().map(entry -> entry.item).toList();
  }

  private void add(String item, Lane lane) {
    queues.add(entry(item, Ticket.lasting(lane, 1)));
  }

  private static Entry<String, String> entry(String item, Ticket ticket) {
    return new Entry<>(item, ticket, 0);
  }
}
