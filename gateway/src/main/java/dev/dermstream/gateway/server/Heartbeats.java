package dev.dermstream.gateway.server;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the event loops still work: each notes the time once a second. One that is stuck serves
 * none of its connections any more, for nothing here may block it. Thread-safe.
 */
final class Heartbeats {
  static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long INTERVAL_MILLIS = 1000;

  private final List<AtomicLong> beats = new CopyOnWriteArrayList<>();
  private final long limitNanos;

  Heartbeats() {
    this(LIMIT);
  }

  Heartbeats(Duration limit) {
    limitNanos = limit.toNanos();
  }

  /** Watches the event loop that this runs on. */
  void of(Vertx vertx) {
    AtomicLong beat = new AtomicLong(System.nanoTime());
    vertx.setPeriodic(INTERVAL_MILLIS, id -> beat.set(System.nanoTime()));
    beats.add(beat);
  }

  /** False once a loop has not come round for the limit. */
  boolean areBeating() {
    long now = System.nanoTime();
    return beats.stream().allMatch(beat -> now - beat.get() < limitNanos);
  }
}
