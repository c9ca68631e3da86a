package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.MadeUpInputs;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.engine.TensorGraph;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.health.Loss;
import dev.dermstream.node.health.Retirement;
import dev.dermstream.node.health.WatchedEngine;
import dev.dermstream.node.repository.GraphOutcome.Answer;
import dev.dermstream.node.repository.GraphOutcome.Failure;
import dev.dermstream.node.tensor.HostTensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A graph's sessions, one for each device, the queue in front of them and its workers: served, lost
 * and freed together. Thread-safe.
 */
final class GraphEngine implements WatchedEngine {
  private static final long QUEUE_BYTES = 512L << 20;

  /** A caller's request must not have more memory kept than this. */
  private static final long MOST_LEARNED_BYTES = 16L << 20;

  private final List<TensorGraph> sessions;
  private final RunningEngine running;
  private final EngineRuns runs;
  private final RunWatch watch;
  private final Demand demand;
  private final boolean feedsItself;
  private final Loss loss = new Loss();
  private final Batcher<GraphRequest, GraphOutcome> batcher;
  private final Retirement retirement;

  /** What a canary runs; none while no sizes are known that the graph takes. */
  private volatile @Nullable Map<String, HostTensor> trial;

  /**
   * Starts the workers.
   *
   * @param name of the model and its version, for threads and the log
   * @param settled what the sessions run on
   * @param sessions closed by {@link #retirement}
   * @param runLimit what one run may last before it is ended
   * @param statistics of the model
   * @param demand for the model
   */
  GraphEngine(
      String name,
      ServingProperties properties,
      EngineConfig settled,
      List<TensorGraph> sessions,
      Duration runLimit,
      EngineRuns runs,
      Statistics statistics,
      Demand demand) {
    this.sessions = List.copyOf(sessions);
    this.running = new RunningEngine(sessions.getFirst().engine(), settled.fallback());
    this.runs = runs;
    this.watch = new RunWatch(name);
    this.demand = demand;
    this.feedsItself =
        !settled.onGpu()
            && workersPerDevice(properties, settled) >= Runtime.getRuntime().availableProcessors();
    this.trial =
        MadeUpInputs.of(
                sessions.getFirst().inputs(),
                properties.graphShapes(),
                properties.batchSizes().getFirst())
            .orElse(null);
    this.batcher =
        new Batcher<>(
            name,
            settings(properties, workersPerDevice(properties, settled) * sessions.size()),
            worker ->
                new GraphRunner(
                    this.sessions.get(worker % sessions.size()),
                    properties.batchSize(),
                    runLimit,
                    watch,
                    runs,
                    demand,
                    statistics));
    this.retirement = new Retirement(name, this::end, this::free);
  }

  private static int workersPerDevice(ServingProperties properties, EngineConfig settled) {
    return settled.onGpu() ? properties.gpuWorkers() : properties.workers();
  }

  private static BatchSettings settings(ServingProperties properties, int workers) {
    return new BatchSettings(
        properties.batchSize(),
        properties.preferredBatchSizes(),
        properties.batchSize() == 1 ? Duration.ZERO : properties.maxBatchDelay(),
        properties.jobQueueSize(),
        QUEUE_BYTES,
        workers);
  }

  /** See {@link GraphModel#feedsItself}. */
  boolean feedsItself() {
    return feedsItself;
  }

  /** What runs it, and why nothing better does. */
  RunningEngine running() {
    return running;
  }

  /** One of the sessions, to tell what they declare. */
  TensorGraph graph() {
    return sessions.getFirst();
  }

  /**
   * Queues a request; see {@link Batcher#submit}.
   *
   * @throws ServiceException also ENGINE_FAILED if this has just been lost
   */
  CompletableFuture<GraphOutcome> submit(GraphRequest request, Ticket ticket) {
    CompletableFuture<GraphOutcome> outcome;
    try {
      outcome = batcher.submit(request, ticket);
    } catch (ServiceException e) {
      throw loss.told(e) instanceof ServiceException told ? told : e;
    }
    if (trial == null) {
      CompletableFuture<Void> _ = outcome.thenAccept(ended -> learn(request, ended));
    }
    return outcome;
  }

  /** The sizes of a request that was answered are sizes that the graph takes; its values stay. */
  private void learn(GraphRequest request, GraphOutcome outcome) {
    if (outcome instanceof Answer
        && GraphRequest.bytes(request.feed().inputs()) <= MOST_LEARNED_BYTES) {
      trial = MadeUpInputs.like(request.feed().inputs());
    }
  }

  /** What a request is told that ended with this failure; see {@link Loss#told}. */
  Throwable told(Throwable failure) {
    return loss.told(failure);
  }

  @Override
  public EngineRuns runs() {
    return runs;
  }

  /** Zeros through the queue. An engine that refuses them answers as well. */
  @Override
  public CompletableFuture<?> canary() {
    Map<String, HostTensor> zeros = trial;
    if (zeros == null) {
      // Nothing is known to run yet, so nothing can be told of the engine either.
      return CompletableFuture.completedFuture(runs.run(() -> true));
    }
    demand.begin();
    boolean queued = false;
    try {
      Ticket ticket = Ticket.lasting(Lane.STAT, GraphRequest.bytes(zeros));
      CompletableFuture<Void> ended =
          batcher
              .submit(GraphRequest.canary(zeros, ticket), ticket)
              .whenComplete((outcome, failure) -> demand.end())
              .thenAccept(GraphEngine::requireAnswer);
      queued = true;
      return ended;
    } finally {
      if (!queued) {
        demand.end();
      }
    }
  }

  private static void requireAnswer(GraphOutcome outcome) {
    if (outcome instanceof Failure failed && failed.failure().code() == ErrorCode.ENGINE_FAILED) {
      throw failed.failure();
    }
  }

  @Override
  public void fail(ServiceException failure) {
    loss.happened(failure);
    batcher.failAll(failure);
  }

  @Override
  public Retirement retirement() {
    return retirement;
  }

  private boolean end(Duration atMost) throws InterruptedException {
    batcher.close();
    return batcher.awaitEnd(atMost);
  }

  /** After the last run: until then its watch may have to end it, also if the engine is lost. */
  private void free() {
    watch.close();
    sessions.forEach(TensorGraph::close);
  }
}
