package dev.dermstream.gateway.admission;

import dev.dermstream.gateway.admission.AdmissionConfig.LaneConfig;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One lane: what it has in flight, what waits in it, and how fast it moves. Not thread-safe. */
final class LaneQueue {
  private static final double SMOOTHING = 0.1;
  private static final double PERCENT = 100;

  final LaneConfig config;
  private final Set<Ticket> waiting = new LinkedHashSet<>();
  private long waitingBytes;
  private int inFlight;
  private double meanNanos;
  private long usedNanos;
  private boolean used;

  LaneQueue(LaneConfig config) {
    this.config = config;
  }

  void touch(long nowNanos) {
    used = true;
    usedNanos = nowNanos;
  }

  /** True while its share is kept for it. */
  boolean isUsed(long nowNanos, long lendAfterNanos) {
    return used && (!waiting.isEmpty() || nowNanos - usedNanos < lendAfterNanos);
  }

  /** Requests of a limit that are this lane's own, at least one. */
  int share(int limit) {
    return (int) Math.max(1, Math.round(limit * (config.sharePercent() / PERCENT)));
  }

  int inFlight() {
    return inFlight;
  }

  void began() {
    inFlight++;
  }

  void ended() {
    inFlight--;
  }

  /** Learns how long a request of this lane is in flight. */
  void took(long nanos) {
    meanNanos = meanNanos == 0 ? nanos : meanNanos + SMOOTHING * (nanos - meanNanos);
  }

  /** How long one more request would wait: those before it, as fast as the lane moves now. */
  long expectedWaitNanos() {
    return (long) ((waiting.size() + 1) * meanNanos / Math.max(1, inFlight));
  }

  int waiting() {
    return waiting.size();
  }

  long waitingBytes() {
    return waitingBytes;
  }

  void add(Ticket ticket) {
    waiting.add(ticket);
    waitingBytes += ticket.arrival.bytes();
  }

  /** True if it was waiting. */
  boolean remove(Ticket ticket) {
    boolean removed = waiting.remove(ticket);
    if (removed) {
      waitingBytes -= ticket.arrival.bytes();
    }
    return removed;
  }

  @Nullable Ticket first() {
    return waiting.isEmpty() ? null : waiting.iterator().next();
  }
}
