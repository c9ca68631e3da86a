package dev.dermstream.gateway.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of messages that have begun to arrive and are not whole yet, of all callers together.
 * Whoever sends a message holds memory here before anything else can judge it; ten thousand callers
 * that stop a byte before the end must not hold all of it. Thread-safe.
 */
final class ReceivingBudget {
  private static final int SHARE_OF_HEAP = 4;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  private ReceivingBudget(long most) {
    this.most = most;
  }

  /**
   * @param most bytes; 0: a quarter of the heap
   * @param maxMessageBytes at least this much is given, so that one message always fits
   */
  static ReceivingBudget of(long most, int maxMessageBytes) {
    long wanted = most == 0 ? Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP : most;
    return new ReceivingBudget(Math.max(wanted, maxMessageBytes));
  }

  /** False if there is no room; then nothing was taken. */
  boolean take(int bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }
}
