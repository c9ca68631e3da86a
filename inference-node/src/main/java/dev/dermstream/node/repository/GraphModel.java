package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EngineChoice;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.engine.TensorGraph;
import dev.dermstream.node.repository.GraphOutcome.Answer;
import dev.dermstream.node.repository.GraphOutcome.Failure;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX graph that is served by its tensors. Workers share one session per device; requests wait
 * in one queue and run together where the model batches.
 */
final class GraphModel implements OpenModel {
  private static final long QUEUE_BYTES = 512L << 20;

  private final String name;
  private final ModelVersion version;
  private final ServingProperties properties;
  private final RunningEngine engine;
  private final String platform;
  private final List<TensorGraph> sessions;
  private final Statistics statistics = new Statistics(Clock.systemUTC());
  private final Uses uses = new Uses();
  private final Demand demand = new Demand();
  private final Batcher<GraphRequest, GraphOutcome> batcher;

  /**
   * Starts the workers.
   *
   * @param settled what the sessions run on
   * @param sessions one per device, closed with this
   */
  GraphModel(
      String name,
      ModelVersion version,
      ServingProperties properties,
      EngineConfig settled,
      List<TensorGraph> sessions) {
    this.name = name;
    this.version = version;
    this.properties = properties;
    this.sessions = List.copyOf(sessions);
    this.engine = new RunningEngine(sessions.getFirst().engine(), settled.fallback());
    this.platform =
        settled.choice() == EngineChoice.TENSORRT ? "tensorrt_onnx" : "onnxruntime_onnx";
    int workersPerDevice = settled.onGpu() ? properties.gpuWorkers() : properties.workers();
    BatchSettings settings =
        new BatchSettings(
            properties.batchSize(),
            properties.preferredBatchSizes(),
            properties.batchSize() == 1 ? Duration.ZERO : properties.maxBatchDelay(),
            properties.jobQueueSize(),
            QUEUE_BYTES,
            workersPerDevice * sessions.size());
    this.batcher =
        new Batcher<>(
            name + "-" + version.text(),
            settings,
            worker ->
                new GraphRunner(
                    sessions.get(worker % sessions.size()),
                    properties.batchSize(),
                    uses,
                    demand,
                    statistics));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return version.text();
  }

  @Override
  public String platform() {
    return platform;
  }

  @Override
  public RunningEngine engine() {
    return engine;
  }

  @Override
  public List<TensorSpec> inputs() {
    return sessions.getFirst().inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return sessions.getFirst().outputs();
  }

  @Override
  public ServingProperties properties() {
    return properties;
  }

  @Override
  public ModelStatistics statistics() {
    return statistics.snapshot();
  }

  @Override
  public Uses uses() {
    return uses;
  }

  @Override
  public CompletableFuture<Map<String, HostTensor>> infer(
      Map<String, HostTensor> inputs, Set<String> wantedOutputs, Ticket ticket) {
    InputCheck.require(this, inputs, wantedOutputs);
    if (!uses.tryAcquire()) {
      throw replaced();
    }
    try {
      return inferAdmitted(inputs, wantedOutputs, ticket, () -> {});
    } finally {
      uses.release();
    }
  }

  /**
   * As {@link #infer}, on behalf of somebody who already holds a use and has checked the names.
   *
   * @param whenRun called when a run with the inputs has ended and nothing reads them any more;
   *     never for a request that does not come to that
   */
  CompletableFuture<Map<String, HostTensor>> inferAdmitted(
      Map<String, HostTensor> inputs, Set<String> wantedOutputs, Ticket ticket, Runnable whenRun) {
    long begunNanos = System.nanoTime();
    boolean batches = properties.batchSize() > 1;
    int rows = batches ? InputCheck.rows(inputs, properties.batchSize()) : 1;
    GraphRequest request =
        new GraphRequest(Map.copyOf(inputs), Set.copyOf(wantedOutputs), rows, begunNanos, whenRun);
    uses.acquireMore();
    demand.begin();
    boolean queued = false;
    try {
      CompletableFuture<Map<String, HostTensor>> answer =
          batcher
              .submit(request, ticket)
              .handle((outcome, failure) -> settle(request, outcome, failure));
      queued = true;
      return answer;
    } finally {
      if (!queued) {
        failed(System.nanoTime() - begunNanos);
        demand.end();
        uses.release();
      }
    }
  }

  /** Who is there. */
  Demand demand() {
    return demand;
  }

  static ServiceException replaced() {
    return new ServiceException(
        ErrorCode.NOT_READY, "This version of the model has just been replaced; try again.");
  }

  /** Counts a request that failed before it got here. */
  void failed(long totalNanos) {
    statistics.failed(totalNanos);
  }

  private Map<String, HostTensor> settle(
      GraphRequest request, @Nullable GraphOutcome outcome, @Nullable Throwable failure) {
    long totalNanos = System.nanoTime() - request.submittedNanos();
    demand.end();
    uses.release();
    if (failure != null) {
      statistics.failed(totalNanos);
      throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
    }
    return switch (Objects.requireNonNull(outcome)) {
      case Answer answer -> {
        statistics.answered(request.rows(), totalNanos, answer);
        yield answer.outputs();
      }
      case Failure refused -> {
        statistics.failed(totalNanos);
        throw refused.failure();
      }
    };
  }

  @Override
  public void close() {
    batcher.close();
    sessions.forEach(TensorGraph::close);
  }
}
