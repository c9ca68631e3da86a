package dev.dermstream.node.batch;

/**
 * When more items will come, learned from those that came. Two things are watched: the mean rate,
 * over a time that spans many runs; and the echo, that is, which share of a finished batch's
 * callers come back with their next item right after their answer, as callers that wait for one
 * answer before they ask again do.
 *
 * <p>Not thread-safe: guarded by the batcher's lock.
 */
final class Arrivals {
  private static final double SHORTEST_MEMORY_NANOS = 50e6;
  private static final double MEMORY_IN_RUNS = 20;
  private static final double SMOOTHING = 1.0 / 8;

  /** What comes later than this share of a run after its end is no echo of it. */
  private static final double ECHO_WINDOW_IN_RUNS = 0.1;

  /** How much later than the mean the last of an echo may be. */
  private static final double ECHO_PATIENCE = 3;

  private double memoryNanos = SHORTEST_MEMORY_NANOS;
  private double perNano;
  private long lastNanos;

  private long endNanos;
  private double windowNanos;
  private int ended;
  private int returned;
  private double returnedNanos;

  /** Share of a batch that comes back in the window, and how late that is in the mean. */
  private double echoShare;

  private double echoLagNanos;

  /** Notes that an item came. */
  void arrived(long nowNanos) {
    perNano = decayed(nowNanos) + 1 / memoryNanos;
    lastNanos = nowNanos;
    if (ended > returned && nowNanos - endNanos <= windowNanos) {
      returned++;
      returnedNanos += nowNanos - endNanos;
    }
  }

  /** Notes that a run ended: its callers have their answers now. */
  void runEnded(int items, long runNanos, long nowNanos) {
    if (ended > 0) {
      echoShare += ((double) returned / ended - echoShare) * SMOOTHING;
      if (returned > 0) {
        echoLagNanos += (returnedNanos / returned - echoLagNanos) * SMOOTHING;
      }
    }
    endNanos = nowNanos;
    windowNanos = runNanos * ECHO_WINDOW_IN_RUNS;
    ended = items;
    returned = 0;
    returnedNanos = 0;
    memoryNanos = Math.max(SHORTEST_MEMORY_NANOS, runNanos * MEMORY_IN_RUNS);
  }

  /** Items that are still expected as the echo of the last run; 0 once its time is over. */
  int echoing(long nowNanos) {
    return echoEndNanos() - (nowNanos - endNanos) <= 0
        ? 0
        : (int) Math.max(0, Math.round(echoShare * ended) - returned);
  }

  /**
   * The expected time until so many more items have come.
   *
   * @param items at least 1
   */
  double nanosUntil(int items, long nowNanos) {
    if (items <= echoing(nowNanos)) {
      return echoEndNanos() - (nowNanos - endNanos);
    }
    double rate = decayed(nowNanos);
    // A silence longer than the mean gap says more than the mean.
    return rate == 0
        ? Double.MAX_VALUE
        : items * Math.max(1 / rate, (double) (nowNanos - lastNanos));
  }

  private double echoEndNanos() {
    return Math.min(windowNanos, ECHO_PATIENCE * echoLagNanos);
  }

  private double decayed(long nowNanos) {
    return perNano == 0 ? 0 : perNano * Math.exp((lastNanos - nowNanos) / memoryNanos);
  }
}
