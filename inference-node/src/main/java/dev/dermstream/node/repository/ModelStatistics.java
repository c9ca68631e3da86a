package dev.dermstream.node.repository;

import java.util.Map;

/**
 * What a model has answered since it was loaded.
 *
 * @param lastInferenceMillis when the last run ended, milliseconds since the epoch; 0 for never
 * @param inferenceCount rows that were answered
 * @param executionCount runs of the engine
 * @param success requests answered, from arrival to answer
 * @param fail requests that failed, from arrival to failure
 * @param queue time that answered requests waited for a worker
 * @param computeInput time to bring the inputs of a run into the engine, once per answered request
 * @param computeInfer time of the engine, once per answered request
 * @param computeOutput time to bring the outputs back, once per answered request
 * @param batches by rows of a run
 */
public record ModelStatistics(
    long lastInferenceMillis,
    long inferenceCount,
    long executionCount,
    Timed success,
    Timed fail,
    Timed queue,
    Timed computeInput,
    Timed computeInfer,
    Timed computeOutput,
    Map<Integer, Batch> batches) {
  public ModelStatistics {
    batches = Map.copyOf(batches);
  }

  /**
   * How often and how long altogether.
   *
   * @param nanos sum of the durations
   */
  public record Timed(long count, long nanos) {
    /** Nothing yet. */
    public static final Timed NONE = new Timed(0, 0);

    Timed plus(long more) {
      return new Timed(count + 1, nanos + more);
    }
  }

  /** The runs of one batch size. */
  public record Batch(Timed computeInput, Timed computeInfer, Timed computeOutput) {}
}
