package dev.dermstream.node.repository;

/** Where a version of a model stands; the names are those of the Open Inference Protocol. */
public enum ModelState {
  /** Known, not in memory. */
  UNLOADED,
  /** Being read, tried out and warmed up. */
  LOADING,
  /** Answers. */
  READY,
  /** Takes no new requests; what it has begun ends. */
  UNLOADING,
  /** Cannot be served; the reason says why. */
  UNAVAILABLE
}
