package dev.dermstream.gateway.admission;

/**
 * Hears what becomes of a request that waits: exactly one of both, unless it left before. Called on
 * the thread of whoever made room, so it must be quick.
 */
public interface Waiter {
  void admitted(Permit permit);

  void refused(Refusal refusal);
}
