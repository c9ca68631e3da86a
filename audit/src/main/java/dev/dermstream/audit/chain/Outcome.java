package dev.dermstream.audit.chain;

/** How an image left the gateway. */
public enum Outcome {
  /** With a report, an answer to a question, an embedding or a model's outputs. */
  ANSWERED,
  /** With a report that says that nothing could be measured. */
  ABSTAINED,
  /** With a report that says why the image cannot be screened. */
  REJECTED,
  /** With an error. */
  FAILED
}
