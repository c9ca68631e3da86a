package dev.dermstream.loadtest.chaos;

/** A way to ask a gateway. Thread-safe. */
interface Door {
  /** Sends the attempt's request; the attempt hears how it ends. */
  void send(Attempt attempt);
}
