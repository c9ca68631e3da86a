package dev.dermstream.loadtest.load;

import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/** Counts answers while a load runs, and waits for the last. Thread-safe. */
final class Tally {
  private final long start;
  private final long end;
  private final ConcurrentHistogram latencies = new ConcurrentHistogram(3);
  private final AtomicLong inTime = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicReference<String> firstFailure = new AtomicReference<>("");
  private final Phaser underWay = new Phaser(1);

  Tally(long start, long end) {
    this.start = start;
    this.end = end;
  }

  void sent() {
    underWay.register();
  }

  /**
   * Counts an answer.
   *
   * @param from when the call was sent or should have been, by {@link System#nanoTime}
   */
  void ended(long from, @Nullable Throwable failure) {
    long now = System.nanoTime();
    if (failure == null) {
      latencies.recordValue(now - from);
      if (now - end <= 0) {
        inTime.incrementAndGet();
      }
    } else {
      failures.incrementAndGet();
      firstFailure.compareAndSet("", String.valueOf(failure.getMessage()));
    }
    underWay.arriveAndDeregister();
  }

  /** Waits for the end and for what is under way then, which has a deadline. */
  LoadResult await() throws InterruptedException, TimeoutException {
    int phase = underWay.arrive();
    long left = Math.max(0, end - System.nanoTime());
    underWay.awaitAdvanceInterruptibly(
        phase, left + 2 * Channels.DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    double seconds = (end - start) / 1e9;
    return new LoadResult(inTime.get() / seconds, latencies, failures.get(), firstFailure.get());
  }
}
