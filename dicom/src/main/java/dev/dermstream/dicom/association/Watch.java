package dev.dermstream.dicom.association;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The time that a connection has left. A socket's own timeout would not do: it begins anew with
 * each byte, and there is none for writing. When the time is up a first action runs, after which
 * the connection's thread may still take leave of the peer, and some time later a last one.
 * Thread-safe; setting a later time is a write to a field.
 */
final class Watch implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long GRACE_NANOS = Duration.ofSeconds(2).toNanos();

  private final long origin = System.nanoTime();
  private final Runnable first;
  private final Runnable last;
  private final Thread thread;
  private volatile long deadline = NEVER;
  private volatile long wakeAt = NEVER;
  private volatile boolean expired;
  private volatile boolean closed;

  Watch(Runnable first, Runnable last) {
    this.first = first;
    this.last = last;
    this.thread = Thread.ofVirtual().name("dicom-watch").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Nanoseconds since this was made. */
  long now() {
    return System.nanoTime() - origin;
  }

  /** Sets the end of the time. */
  void until(long nanos) {
    deadline = nanos;
    if (nanos < wakeAt) {
      LockSupport.unpark(thread);
    }
  }

  void within(Duration time) {
    until(now() + time.toNanos());
  }

  /** The peer is waited for no more. */
  void pause() {
    deadline = NEVER;
  }

  boolean expired() {
    return expired;
  }

  private void run() {
    if (await(() -> deadline)) {
      expired = true;
      first.run();
      long end = now() + GRACE_NANOS;
      if (await(() -> end)) {
        last.run();
      }
    }
  }

  /** Whether the time came before this was closed. */
  private boolean await(LongSupplier end) {
    while (!closed) {
      long at = end.getAsLong();
      long left = at - now();
      if (left <= 0) {
        return true;
      }
      wakeAt = at; // Written before the time is read again; until() does it the other way round.
      if (end.getAsLong() == at && !closed) {
        LockSupport.parkNanos(this, left);
      }
    }
    return false;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
