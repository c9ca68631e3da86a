package dev.dermstream.pacs.ledger;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for something new in the log. Thread-safe. */
public final class Bell {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private long rings;

  /** How often it has rung: to be asked for before one looks, and handed to {@link #await}. */
  public long rings() {
    lock.lock();
    try {
      return rings;
    } finally {
      lock.unlock();
    }
  }

  void ring() {
    lock.lock();
    try {
      rings++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns when it has rung since {@code seen}, or after the time given. */
  public void await(long seen, Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (rings == seen && left > 0) {
        left = rung.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
