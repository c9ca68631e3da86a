package dev.dermstream.loadtest.chaos;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A request at one gateway. It must end once; a second end is a fault of the servers and told as
 * such. Thread-safe.
 */
final class Attempt {
  /** Hears how attempts end, on any thread. */
  interface Listener {
    void ended(Attempt attempt, Ending ending);

    /** It had ended before. */
    void endedAgain(Attempt attempt, Ending ending);
  }

  private final Request request;
  private final int number;
  private final String id;
  private final Listener listener;
  private final AtomicInteger ends = new AtomicInteger();

  /**
   * @param number counts those of the request, from 1
   * @param id is sent with it and must come back with the answer
   */
  Attempt(Request request, int number, String id, Listener listener) {
    this.request = request;
    this.number = number;
    this.id = id;
    this.listener = listener;
  }

  Request request() {
    return request;
  }

  int number() {
    return number;
  }

  String id() {
    return id;
  }

  void end(Ending ending) {
    if (ends.incrementAndGet() == 1) {
      listener.ended(this, ending);
    } else {
      listener.endedAgain(this, ending);
    }
  }

  /** The client waits no longer; what comes later counts as a second end. */
  void giveUp() {
    if (ends.compareAndSet(0, 1)) {
      listener.ended(this, new Ending.Silent());
    }
  }
}
