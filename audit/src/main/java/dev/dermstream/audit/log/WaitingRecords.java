package dev.dermstream.audit.log;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits to be written, in the order in which it came. Bounded by the places of {@link
 * AuditLog}. Many threads add, one takes; an interrupt would close its files, so it is woken
 * otherwise.
 */
final class WaitingRecords {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Pending> records = new ArrayDeque<>();
  private boolean closing;

  void add(Pending record) {
    lock.lock();
    try {
      records.add(record);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody is to wait long any more. */
  void close() {
    lock.lock();
    try {
      closing = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is a record, it is closing, or the time is over. */
  void await(long nanos) {
    lock.lock();
    try {
      for (long left = nanos; left > 0 && records.isEmpty() && !closing; ) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts the audit's writer.", e);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is closing or the time is over, whatever comes. */
  void awaitClosing(long nanos) {
    lock.lock();
    try {
      for (long left = nanos; left > 0 && !closing; ) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts the audit's writer.", e);
    } finally {
      lock.unlock();
    }
  }

  /** Takes what waits until the group has {@code most}. */
  void drainTo(List<Pending> group, int most) {
    lock.lock();
    try {
      while (group.size() < most && !records.isEmpty()) {
        group.add(records.remove());
      }
    } finally {
      lock.unlock();
    }
  }
}
