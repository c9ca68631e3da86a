package dev.dermstream.node.batch;

/** How urgent an item is; the constants stand in the order in which they are served. */
public enum Lane {
  /** Somebody waits beside the patient. */
  STAT,
  /** The normal case. */
  ROUTINE,
  /** Nobody waits; served with what the others leave. */
  BATCH
}
