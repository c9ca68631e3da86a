package dev.dermstream.pacs.web;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of objects that have begun to arrive and are not stored yet, of all requests together. The
 * one memory that peers can make the server hold. Thread-safe.
 */
final class ReceivingBudget {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  ReceivingBudget(long most) {
    this.most = most;
  }

  /** False if there is no room; then nothing was taken. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  long held() {
    return held.get();
  }
}
