package dev.dermstream.node.repository;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.tensor.HostTensor;
import java.util.Map;

/** What became of one request of a batch. */
sealed interface GraphOutcome {
  /**
   * The outputs.
   *
   * @param queueNanos from submission to the beginning of the run
   */
  record Answer(Map<String, HostTensor> outputs, long queueNanos, RunTimes times)
      implements GraphOutcome {}

  /** The request failed by itself. */
  record Failure(ServiceException failure) implements GraphOutcome {}

  /** Parts of a run, in nanoseconds. */
  record RunTimes(long input, long infer, long output) {}
}
