package dev.dermstream.node.health;

/** Hears of readiness. Called on the thread that watches; must not block. */
public interface HealthListener {
  /** The engine may be asked from now on, or no longer. */
  void ready(boolean ready);

  /** Another engine serves in the place of one that was lost. */
  void rebuilt();
}
