package dev.dermstream.gateway.admission;

/**
 * What a request asks of a node. Times are compared within one kind only: an embedding is sooner
 * done than a report, which says nothing about load.
 */
public enum Work {
  REPORT,
  /** Measured to the first piece of the answer: how long the answer is, is the caller's matter. */
  QUESTION,
  EMBEDDING,
  /** Labels scored for one image: the more, the longer, but all in a few runs. */
  RANKING,
  /** Tensors for any model; models differ too much for their times to be compared. */
  TENSORS
}
