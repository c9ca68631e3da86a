package dev.dermstream.pacs.session;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Outcomes that were sent and are not yet stored by the client, of which few are let. Thread-safe.
 */
final class OutcomeWindow {
  private final int most;
  private final Deque<Long> unstored = new ArrayDeque<>();
  private long last;
  private boolean unbounded;

  /**
   * @param cursor behind which outcomes are sent
   */
  OutcomeWindow(int most, long cursor) {
    this.most = most;
    this.last = cursor;
  }

  /** The last outcome that was sent or need not be. */
  synchronized long last() {
    return last;
  }

  /** How many may be sent now. */
  synchronized int room() {
    return unbounded ? most : most - unstored.size();
  }

  /** To be called before the outcome is sent. */
  synchronized void sending(long cursor) {
    last = cursor;
    if (!unbounded) {
      unstored.add(cursor);
    }
  }

  /** From now on nothing can be acknowledged. */
  synchronized void openWide() {
    unbounded = true;
    unstored.clear();
  }

  /** The client has stored what was sent up to here. */
  synchronized void stored(long cursor) {
    if (cursor < 0 || cursor > last) {
      throw Fields.invalid("OutcomesStored names an outcome that was not sent.");
    }
    while (!unstored.isEmpty() && unstored.getFirst() <= cursor) {
      unstored.removeFirst();
    }
  }
}
