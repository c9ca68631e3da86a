package dev.dermstream.pacs.ledger;

import java.util.concurrent.atomic.AtomicLong;

/** What all objects that are being received may hold together. Thread-safe. */
public final class MemoryBudget {
  private final AtomicLong freeBytes;

  public MemoryBudget(long bytes) {
    this.freeBytes = new AtomicLong(bytes);
  }

  /** Takes room, or false if there is not that much. */
  public boolean tryTake(long bytes) {
    while (true) {
      long free = freeBytes.get();
      if (free < bytes) {
        return false;
      }
      if (freeBytes.compareAndSet(free, free - bytes)) {
        return true;
      }
    }
  }

  /** Gives room back. */
  public void giveBack(long bytes) {
    freeBytes.addAndGet(bytes);
  }

  public long freeBytes() {
    return freeBytes.get();
  }
}
