package dev.dermstream.node.oip;

import dev.dermstream.oip.v2.ModelStatistics;

/** One version of a model as the protocol serves it. Thread-safe. */
interface ServedModel {
  ModelDescription description();

  /** What it has answered so far. */
  ModelStatistics statistics();

  /**
   * Begins to answer; returns at once.
   *
   * @return stops the work; no effect once it has ended
   * @throws dev.dermstream.error.ServiceException if the request is not taken; the listener then
   *     hears nothing
   */
  Runnable infer(Inference inference, AnswerListener<InferAnswer> listener);
}
