package dev.dermstream.gateway.admission;

/**
 * What a request asks of a node. Times are compared within one kind only: an embedding is sooner
 * done than a report, which says nothing about load.
 */
public enum Work {
  REPORT(true),
  /** Measured to the first piece of the answer: how long the answer is, is the caller's matter. */
  QUESTION(true),
  EMBEDDING(true),
  /** Labels scored for one image; how many these are, and how long, is the caller's matter. */
  RANKING(false),
  /** Tensors for any model, and models differ much. */
  TENSORS(false);

  private final boolean comparable;

  Work(boolean comparable) {
    this.comparable = comparable;
  }

  /** Whether a longer time than before says something about load. */
  boolean isComparable() {
    return comparable;
  }
}
