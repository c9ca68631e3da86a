package dev.dermstream.node.oip;

/** Stops work once, also if that was asked for before the work had begun. Thread-safe. */
final class StopSwitch {
  private Runnable stop = () -> {};
  private boolean stopped;

  /** Tells how to stop the work that has begun. */
  void begun(Runnable how) {
    synchronized (this) {
      stop = how;
      if (!stopped) {
        return;
      }
    }
    how.run();
  }

  void stop() {
    Runnable how;
    synchronized (this) {
      stopped = true;
      how = stop;
    }
    how.run();
  }
}
