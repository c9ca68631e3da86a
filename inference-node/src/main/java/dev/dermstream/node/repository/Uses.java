package dev.dermstream.node.repository;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts who still needs a model, so that it is closed after the last of them. Thread-safe. */
public final class Uses {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();
  private long count;
  private boolean retired;

  /**
   * Adds a use. Returns false, and adds none, once this is retired and the last use has ended: what
   * is still open serves those who already hold it.
   */
  public boolean tryAcquire() {
    lock.lock();
    try {
      boolean open = !retired || count > 0;
      if (open) {
        count++;
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a use on behalf of one that is held already, retired or not. */
  void acquireMore() {
    lock.lock();
    try {
      count++;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a use. */
  public void release() {
    lock.lock();
    try {
      count--;
      if (count == 0) {
        none.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets no new use begin and waits for the end of all. Returns false if some are left. */
  boolean retire(Duration limit) {
    lock.lock();
    try {
      retired = true;
      long nanos = limit.toNanos();
      while (count > 0 && nanos > 0) {
        nanos = none.awaitNanos(nanos);
      }
      return count == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return count == 0;
    } finally {
      lock.unlock();
    }
  }
}
