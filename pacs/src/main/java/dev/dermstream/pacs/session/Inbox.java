package dev.dermstream.pacs.session;

import dev.dermstream.pacs.v1.ClientFrame;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Frames between the event loop, which puts them here, and the session's thread. Of the network no
 * more than {@value #AHEAD} frames are asked for at a time. Thread-safe.
 */
final class Inbox {
  static final int AHEAD = 2;

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final BlockingQueue<ClientFrame> frames = new ArrayBlockingQueue<>(AHEAD);
  private final Signal signal = new Signal();
  private final Runnable askForOne;
  private volatile @Nullable Ending ending;
  private volatile boolean halfClosed;

  Inbox(Runnable askForOne) {
    this.askForOne = askForOne;
  }

  /** Why a session's thread goes on no further. */
  enum Ending {
    /** The client is gone, or something else has failed. */
    GONE,
    /** Another call goes on with the session. */
    TAKEN_OVER,
    /** The server drains. */
    DRAINED,
    /** The client sends no more and has got everything. */
    FINISHED
  }

  /** What comes next. */
  sealed interface Next {}

  /** A frame. */
  record Frame(ClientFrame frame) implements Next {}

  /** The client sends no more. */
  record HalfClosed() implements Next {}

  /** Nothing came within the time. */
  record Silence() implements Next {}

  /** The call is to end; told before frames that are here. */
  record End(Ending why) implements Next {}

  void put(ClientFrame frame) {
    if (!frames.offer(frame)) {
      throw new IllegalStateException("more frames came than were asked for");
    }
    signal.raise();
  }

  void halfClose() {
    halfClosed = true;
    signal.raise();
  }

  /** Of several endings the one that stands first in their list counts. */
  synchronized void end(Ending why) {
    if (ending == null || why.compareTo(ending) < 0) {
      ending = why;
    }
    signal.raise();
  }

  @Nullable Ending ending() {
    return ending;
  }

  /** True once nobody waits for what the session's thread does. */
  boolean isOver() {
    Ending why = ending;
    return why == Ending.GONE || why == Ending.TAKEN_OVER;
  }

  /** Waits for the end alone. */
  Ending awaitEnding() throws InterruptedException {
    Ending why = ending;
    while (why == null) {
      signal.await(LOOK_AGAIN);
      why = ending;
    }
    return why;
  }

  /**
   * Waits for what comes next.
   *
   * @param finishing whether a drain is known already and frames are to be told in spite of it
   */
  Next next(Duration limit, boolean finishing) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Ending why = ending;
      if (why != null && !(finishing && why == Ending.DRAINED)) {
        return new End(why);
      }
      // Asked before the queue: what came ahead of the half-close is in it then.
      boolean last = halfClosed;
      ClientFrame frame = frames.poll();
      if (frame != null) {
        askForOne.run();
        return new Frame(frame);
      }
      if (last) {
        return new HalfClosed();
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return new Silence();
      }
      signal.await(Duration.ofNanos(left));
    }
  }
}
