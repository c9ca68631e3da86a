package dev.dermstream.batch.screening;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;

/**
 * Bounds what the files of all jobs hold in memory. Who waits is served by priority, then in order
 * of coming; nobody overtakes one who is first, so that a large file is not passed over for ever.
 * Thread-safe.
 */
public final class Places {
  /** Held until it is closed. */
  public interface Place extends AutoCloseable {
    /** Again: no effect. */
    @Override
    void close();
  }

  private record Waiter(int priority, long turn, long bytes, CountDownLatch called) {}

  private static final Comparator<Waiter> ORDER =
      Comparator.comparingInt((Waiter waiter) -> -waiter.priority).thenComparingLong(Waiter::turn);

  private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(ORDER);
  private final long total;
  private long free;
  private long turns;

  public Places(long bytes) {
    this.total = bytes;
    this.free = bytes;
  }

  /** Waits for room; more than there is at all counts as all. */
  public Place take(int priority, long bytes) throws InterruptedException {
    long wanted = Math.clamp(bytes, 1, total);
    Waiter waiter;
    synchronized (this) {
      waiter = new Waiter(priority, turns++, wanted, new CountDownLatch(1));
      waiters.add(waiter);
      call();
    }
    try {
      waiter.called.await();
    } catch (InterruptedException e) {
      leave(waiter);
      throw e;
    }
    return new Taken(wanted);
  }

  /** How many wait for room. */
  public synchronized int waiting() {
    return waiters.size();
  }

  private synchronized void leave(Waiter waiter) {
    if (!waiters.remove(waiter)) {
      free += waiter.bytes;
    }
    call();
  }

  private synchronized void giveBack(long bytes) {
    free += bytes;
    call();
  }

  private void call() {
    for (Waiter first = waiters.peek();
        first != null && first.bytes <= free;
        first = waiters.peek()) {
      waiters.remove();
      free -= first.bytes;
      first.called.countDown();
    }
  }

  private final class Taken implements Place {
    private long bytes;

    Taken(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public void close() {
      synchronized (Places.this) {
        giveBack(bytes);
        bytes = 0;
      }
    }
  }
}
