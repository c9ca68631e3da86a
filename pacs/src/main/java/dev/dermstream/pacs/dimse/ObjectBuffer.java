package dev.dermstream.pacs.dimse;

import dev.dermstream.pacs.ledger.MemoryBudget;
import java.util.Arrays;

/** An object while it arrives: what it holds it has taken from a budget. Not thread-safe. */
final class ObjectBuffer implements AutoCloseable {
  /** Holds most photographs without growing. */
  private static final int FIRST_BYTES = 128 << 10;

  private final MemoryBudget budget;
  private final int most;
  private byte[] bytes = new byte[0];
  private int count;

  ObjectBuffer(MemoryBudget budget, int most) {
    this.budget = budget;
    this.most = most;
  }

  /** Adds bytes; false, and nothing is added, where there is no room for them. */
  boolean append(byte[] from, int offset, int length) {
    if (length > most - count || !reserve(count + length)) {
      return false;
    }
    System.arraycopy(from, offset, bytes, count, length);
    count += length;
    return true;
  }

  private boolean reserve(int needed) {
    if (needed <= bytes.length) {
      return true;
    }
    int size = Math.max(needed, (int) Math.min(most, Math.max(FIRST_BYTES, 2L * bytes.length)));
    if (!budget.tryTake(size - bytes.length)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, size);
    return true;
  }

  /** A copy of what arrived. */
  byte[] toByteArray() {
    return Arrays.copyOf(bytes, count);
  }

  /** Gives all room back. */
  @Override
  public void close() {
    budget.giveBack(bytes.length);
    bytes = new byte[0];
    count = 0;
  }
}
