package dev.dermstream.pacs.session;

import dev.dermstream.pacs.ledger.MemoryBudget;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Room for objects that are being received, out of the budget that all doors share.
 *
 * <p>A session's credit says what its client may send ahead; memory is taken when an object begins,
 * and while there is none the session is not read, which holds its client up through the
 * connection's own flow control. If credit itself were taken out of the budget, sessions that stand
 * idle would starve the others, and two that hold a half each could wait for one another for ever:
 * credit that was given cannot be taken back. Thread-safe.
 */
final class ObjectMemory {
  private static final int LOOK_AGAIN_MILLIS = 5;

  private final MemoryBudget budget;

  /** One session at a time waits for the budget, so that small objects do not pass a large one. */
  private final ReentrantLock turn = new ReentrantLock(true);

  ObjectMemory(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Ends the waiting for memory. */
  interface Ended {
    boolean ended();
  }

  /** Takes room, or false if there is not that much. */
  boolean tryTake(long bytes) {
    return budget.tryTake(bytes);
  }

  /**
   * Takes room as soon as there is some.
   *
   * @param bytes not more than the whole budget
   * @throws CallEndedException if it is of no use any more
   */
  void take(long bytes, Ended call) throws CallEndedException, InterruptedException {
    while (!turn.tryLock(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
      requireLive(call);
    }
    try {
      while (!budget.tryTake(bytes)) {
        requireLive(call);
        Thread.sleep(LOOK_AGAIN_MILLIS);
      }
    } finally {
      turn.unlock();
    }
  }

  void giveBack(long bytes) {
    budget.giveBack(bytes);
  }

  private static void requireLive(Ended call) throws CallEndedException {
    if (call.ended()) {
      throw new CallEndedException();
    }
  }
}
