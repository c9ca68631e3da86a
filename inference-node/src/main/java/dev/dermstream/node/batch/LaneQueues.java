package dev.dermstream.node.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Items that wait, by lane. A more urgent lane goes first; within a lane goes first who came first.
 * So that no lane starves, one that holds items and was passed over by {@link #PATIENCE} batches in
 * a row gets the first place of the next.
 *
 * <p>Not thread-safe: guarded by the batcher's lock.
 */
final class LaneQueues<I, O> {
  /** Batches that may pass a waiting lane over. */
  static final int PATIENCE = 8;

  private final List<LaneQueue<I, O>> lanes =
      Arrays.stream(Lane.values()).map(lane -> new LaneQueue<I, O>(lane)).toList();

  /** Those with a deadline, nearest first; who has left the queue is skipped when met. */
  private final PriorityQueue<Entry<I, O>> deadlines =
      new PriorityQueue<>(Comparator.comparingLong(entry -> entry.ticket.deadlineNanos()));

  private int items;
  private long bytes;

  private static final class LaneQueue<I, O> {
    private final Lane lane;
    private final LinkedHashSet<Entry<I, O>> entries = new LinkedHashSet<>();
    private int passedOver;

    private LaneQueue(Lane lane) {
      this.lane = lane;
    }
  }

  /** A dropped entry and why. */
  record Dropped<I, O>(Entry<I, O> entry, RuntimeException why) {}

  void add(Entry<I, O> entry) {
    of(entry.ticket.lane()).entries.add(entry);
    if (entry.ticket.deadlineNanos() != Ticket.NO_DEADLINE) {
      deadlines.add(entry);
    }
    entry.queued = true;
    items++;
    bytes += entry.ticket.payloadBytes();
  }

  /** Takes an entry out; false if it was not waiting. */
  boolean remove(Entry<I, O> entry) {
    return of(entry.ticket.lane()).entries.remove(entry) && left(entry);
  }

  /**
   * Takes the next batch.
   *
   * @param size most entries
   * @param dropped is given those that are met on the way and no longer wanted
   */
  List<Entry<I, O>> take(int size, long nowNanos, Consumer<Dropped<I, O>> dropped) {
    List<Entry<I, O>> batch = new ArrayList<>(size);
    for (LaneQueue<I, O> lane : lanes) {
      if (lane.passedOver >= PATIENCE) {
        take(lane, Math.min(size, batch.size() + 1), nowNanos, batch, dropped);
      }
    }
    for (LaneQueue<I, O> lane : lanes) {
      take(lane, size, nowNanos, batch, dropped);
    }
    if (!batch.isEmpty()) {
      lanes.forEach(lane -> lane.passedOver = lane.entries.isEmpty() ? 0 : lane.passedOver + 1);
      batch.forEach(entry -> of(entry.ticket.lane()).passedOver = 0);
    }
    return batch;
  }

  private void take(
      LaneQueue<I, O> lane,
      int until,
      long nowNanos,
      List<Entry<I, O>> batch,
      Consumer<Dropped<I, O>> dropped) {
    while (batch.size() < until && !lane.entries.isEmpty()) {
      Entry<I, O> entry = lane.entries.removeFirst();
      left(entry);
      RuntimeException why = entry.unwanted(nowNanos);
      if (why == null) {
        batch.add(entry);
      } else {
        dropped.accept(new Dropped<>(entry, why));
      }
    }
  }

  /** Drops all that are no longer wanted. */
  void sweep(long nowNanos, Consumer<Dropped<I, O>> dropped) {
    for (LaneQueue<I, O> lane : lanes) {
      lane.entries.removeIf(entry -> {
        RuntimeException why = entry.unwanted(nowNanos);
        if (why != null) {
          left(entry);
          dropped.accept(new Dropped<>(entry, why));
        }
        return why != null;
      });
    }
  }

  /** Takes everything. */
  List<Entry<I, O>> clear() {
    List<Entry<I, O>> all = new ArrayList<>(items);
    lanes.forEach(lane -> all.addAll(lane.entries));
    all.forEach(this::remove);
    return all;
  }

  int items() {
    return items;
  }

  int items(Lane lane) {
    return of(lane).entries.size();
  }

  long bytes() {
    return bytes;
  }

  /** The nearest deadline of all that wait; {@link Ticket#NO_DEADLINE} if there is none. */
  long nearestDeadlineNanos() {
    while (!deadlines.isEmpty() && !deadlines.element().queued) {
      deadlines.remove();
    }
    return deadlines.isEmpty() ? Ticket.NO_DEADLINE : deadlines.element().ticket.deadlineNanos();
  }

  /** When the one came who has waited longest; meaningless while nobody waits. */
  long oldestNanos() {
    long oldest = 0;
    boolean found = false;
    for (LaneQueue<I, O> lane : lanes) {
      if (!lane.entries.isEmpty()) {
        long first = lane.entries.getFirst().submittedNanos;
        oldest = found && oldest - first < 0 ? oldest : first;
        found = true;
      }
    }
    return oldest;
  }

  private boolean left(Entry<I, O> entry) {
    entry.queued = false;
    items--;
    bytes -= entry.ticket.payloadBytes();
    return true;
  }

  private LaneQueue<I, O> of(Lane lane) {
    for (LaneQueue<I, O> queue : lanes) {
      if (queue.lane == lane) {
        return queue;
      }
    }
    throw new IllegalArgumentException(lane.name());
  }
}
