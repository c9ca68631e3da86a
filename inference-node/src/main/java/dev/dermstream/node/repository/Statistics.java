package dev.dermstream.node.repository;

import dev.dermstream.node.repository.GraphOutcome.Answer;
import dev.dermstream.node.repository.GraphOutcome.RunTimes;
import dev.dermstream.node.repository.ModelStatistics.Batch;
import dev.dermstream.node.repository.ModelStatistics.Timed;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;

/** Counts a model's answers. Thread-safe. */
final class Statistics {
  private static final Batch NO_BATCH = new Batch(Timed.NONE, Timed.NONE, Timed.NONE);

  private final Clock clock;
  private final Map<Integer, Batch> batches = new TreeMap<>();
  private long lastInferenceMillis;
  private long inferences;
  private long executions;
  private Timed success = Timed.NONE;
  private Timed fail = Timed.NONE;
  private Timed queue = Timed.NONE;
  private Timed input = Timed.NONE;
  private Timed infer = Timed.NONE;
  private Timed output = Timed.NONE;

  Statistics(Clock clock) {
    this.clock = clock;
  }

  /** Notes a run of the engine. */
  synchronized void ran(int rows, RunTimes times) {
    executions++;
    lastInferenceMillis = clock.millis();
    Batch before = batches.getOrDefault(rows, NO_BATCH);
    batches.put(
        rows,
        new Batch(
            before.computeInput().plus(times.input()),
            before.computeInfer().plus(times.infer()),
            before.computeOutput().plus(times.output())));
  }

  /** Notes an answered request. */
  synchronized void answered(int rows, long totalNanos, Answer answer) {
    inferences += rows;
    success = success.plus(totalNanos);
    queue = queue.plus(answer.queueNanos());
    input = input.plus(answer.times().input());
    infer = infer.plus(answer.times().infer());
    output = output.plus(answer.times().output());
  }

  /** Notes a failed request. */
  synchronized void failed(long totalNanos) {
    fail = fail.plus(totalNanos);
  }

  synchronized ModelStatistics snapshot() {
    return new ModelStatistics(
        lastInferenceMillis,
        inferences,
        executions,
        success,
        fail,
        queue,
        input,
        infer,
        output,
        batches);
  }
}
