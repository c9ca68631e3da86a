package dev.dermstream.pacs.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for one thread, at most so much of it. An interrupt loses nothing. */
final class BoundedQueue<T> {
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<T> waiting = new ArrayDeque<>();
  private boolean closed;

  BoundedQueue(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Adds one when there is room.
   *
   * @throws IllegalStateException if it is closed
   */
  void put(T one) {
    lock.lock();
    try {
      while (waiting.size() >= capacity && !closed) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        throw new IllegalStateException("The audit trail is closed.");
      }
      waiting.add(one);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Adds one if there is room at once. */
  boolean offer(T one) {
    lock.lock();
    try {
      if (closed || waiting.size() >= capacity) {
        return false;
      }
      waiting.add(one);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for some; none once it is closed and everything was taken. */
  List<T> take(int most) {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      List<T> taken = new ArrayList<>();
      while (taken.size() < most && !waiting.isEmpty()) {
        taken.add(waiting.remove());
      }
      changed.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the time is over or it is closed; whether it is. */
  boolean rest(long nanos) {
    lock.lock();
    try {
      for (long left = nanos; left > 0 && !closed; ) {
        left = changed.awaitNanos(left);
      }
      return closed;
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts the audit trail's threads.", e);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a thread that takes from this, if it ends within the time. */
  static void join(Thread thread, long seconds) {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(seconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
