package dev.dermstream.node.generate;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Texts that wait for a batch: by lane, then in the order they came. None is passed over because it
 * needs more room than the one behind it. Deals them out evenly to the loops. Thread-safe; calls no
 * listener.
 */
final class WaitingSequences {
  private final GenerationSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Lane, Deque<Sequence>> lanes = new EnumMap<>(Lane.class);

  /** Texts in the batch of each loop, as of its last {@link #take}. */
  private final int[] running;

  private int waiting;
  private boolean closed;

  WaitingSequences(GenerationSettings settings) {
    this.settings = settings;
    this.running = new int[settings.effectiveLoops()];
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new ArrayDeque<>());
    }
  }

  /**
   * Queues a text.
   *
   * @throws ServiceException OVERLOADED if the lane is full, DRAINING if this is closed
   */
  void add(Sequence sequence) {
    lock.lock();
    try {
      if (closed) {
        throw draining();
      }
      Deque<Sequence> lane = Objects.requireNonNull(lanes.get(sequence.request().ticket().lane()));
      if (lane.size() >= settings.queueLength()) {
        throw new ServiceException(
            ErrorCode.OVERLOADED, "Too many answers wait to be written; try again.");
      }
      lane.add(sequence);
      waiting++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The texts that join a batch next, with prompts that can be read in one run: the first that
   * waits and those behind it with a prompt of the same form. Waits for some if the batch is empty.
   *
   * @param loop number of the loop that asks
   * @param room of its batch now
   * @return none if none fits now, or this is closed
   */
  List<Sequence> take(int loop, BatchRoom room) {
    lock.lock();
    try {
      if (running[loop] > room.rows()) {
        // Others may have waited for these places.
        changed.signalAll();
      }
      running[loop] = room.rows();
      List<Sequence> taken = takeNow(room);
      while (taken.isEmpty() && room.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
        taken = takeNow(room);
      }
      running[loop] += taken.size();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private List<Sequence> takeNow(BatchRoom room) {
    int inBatches = Arrays.stream(running).sum();
    int share = Math.ceilDiv(inBatches + waiting, running.length);
    List<Sequence> taken = new ArrayList<>();
    BatchRoom left = room;
    Deque<Sequence> lane = mostUrgent();
    while (lane != null
        && left.rows() < share
        && inBatches + taken.size() < settings.maxSequences()
        && left.fits(lane.element())
        && joins(lane.element(), taken)) {
      left = left.with(lane.element());
      taken.add(lane.remove());
      waiting--;
      lane = mostUrgent();
    }
    return taken;
  }

  /** The most urgent lane in which anything waits. */
  private @Nullable Deque<Sequence> mostUrgent() {
    return lanes.values().stream().filter(lane -> !lane.isEmpty()).findFirst().orElse(null);
  }

  private boolean joins(Sequence next, List<Sequence> taken) {
    if (taken.isEmpty()) {
      return true;
    }
    GenerationRequest first = taken.getFirst().request();
    GenerationRequest other = next.request();
    return first.prompt().length == other.prompt().length
        && first.constantTokens() == other.constantTokens()
        && (taken.size() + 1L) * first.prompt().length <= settings.prefillTokens();
  }

  /** Removes texts that nobody wants any more. */
  List<Sequence> removeUnwanted() {
    List<Sequence> removed = new ArrayList<>();
    long nowNanos = System.nanoTime();
    lock.lock();
    try {
      for (Deque<Sequence> lane : lanes.values()) {
        for (Iterator<Sequence> each = lane.iterator(); each.hasNext(); ) {
          Sequence sequence = each.next();
          if (!sequence.isWanted(nowNanos)) {
            each.remove();
            removed.add(sequence);
          }
        }
      }
      waiting -= removed.size();
    } finally {
      lock.unlock();
    }
    return removed;
  }

  /** Takes no more; loops whose batch is empty end. */
  void close() {
    lock.lock();
    try {
      closed = true;
      lanes.values().forEach(Deque::clear);
      waiting = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  int running() {
    lock.lock();
    try {
      return Arrays.stream(running).sum();
    } finally {
      lock.unlock();
    }
  }

  static ServiceException draining() {
    return new ServiceException(ErrorCode.DRAINING, "The node is shutting down; ask another.");
  }
}
