package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.engine.TensorGraph;
import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.node.health.ModelHealth;
import dev.dermstream.node.repository.GraphOutcome.Answer;
import dev.dermstream.node.repository.GraphOutcome.Failure;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An ONNX graph that is served by its tensors. Workers share one session per device; requests wait
 * in one queue and run together where the model batches. An engine that hangs or dies is replaced.
 */
final class GraphModel implements OpenModel {
  private static final Logger log = LoggerFactory.getLogger(GraphModel.class);

  /** What the engine is given to end its last run, once nobody waits for it any more. */
  private static final Duration ENGINE_LIMIT = Duration.ofSeconds(60);

  private final String name;
  private final ModelVersion version;
  private final ServingProperties properties;
  private final GraphEngines engines;
  private final EngineWatch<GraphEngine> watch;
  private final Statistics statistics;
  private final Uses uses = new Uses();

  /** What every engine declares. */
  private final List<TensorSpec> inputs;

  private final List<TensorSpec> outputs;

  private GraphModel(
      String name,
      ModelVersion version,
      ServingProperties properties,
      GraphEngines engines,
      EngineWatch<GraphEngine> watch,
      TensorGraph declared,
      Statistics statistics) {
    this.name = name;
    this.version = version;
    this.properties = properties;
    this.engines = engines;
    this.watch = watch;
    this.statistics = statistics;
    this.inputs = declared.inputs();
    this.outputs = declared.outputs();
  }

  /**
   * Opens a version, warmed up, and watches it.
   *
   * @param config how to run it
   * @throws IOException if it cannot be served; the message names the file or the value
   */
  static GraphModel open(
      String name,
      ModelVersion version,
      ServingProperties properties,
      EngineConfig config,
      ModelHealth health)
      throws IOException {
    Statistics statistics = new Statistics(Clock.systemUTC());
    GraphEngines engines = new GraphEngines(name, version, properties, config, health, statistics);
    boolean right = false;
    try {
      GraphEngine first = engines.build();
      EngineWatch<GraphEngine> watch = health.watch(name, first, engines);
      right = true;
      return new GraphModel(name, version, properties, engines, watch, first.graph(), statistics);
    } finally {
      if (!right) {
        free(engines);
      }
    }
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
    return engines.latest().graph().platform();
  }

  @Override
  public RunningEngine engine() {
    return engines.latest().running();
  }

  @Override
  public Optional<String> lack() {
    return watch.lack();
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
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
      boolean batches = properties.batchSize() > 1;
      int rows = batches ? InputCheck.rows(inputs, properties.batchSize()) : 1;
      return inferAdmitted(Feed.of(inputs), rows, wantedOutputs, ticket);
    } finally {
      uses.release();
    }
  }

  /**
   * As {@link #infer}, on behalf of somebody who already holds a use and has checked the names.
   *
   * @param rows size of the first axis where requests are batched, else 1
   */
  CompletableFuture<Map<String, HostTensor>> inferAdmitted(
      Feed feed, int rows, Set<String> wantedOutputs, Ticket ticket) {
    long begunNanos = System.nanoTime();
    GraphRequest request =
        new GraphRequest(feed, Set.copyOf(wantedOutputs), rows, ticket, begunNanos, false);
    uses.acquireMore();
    demand().begin();
    boolean queued = false;
    try {
      GraphEngine serving = watch.engine();
      CompletableFuture<GraphOutcome> outcome = serving.submit(request, ticket);
      queued = true;
      return answer(request, serving, outcome);
    } finally {
      if (!queued) {
        failed(System.nanoTime() - begunNanos);
        demand().end();
        uses.release();
      }
    }
  }

  /** A future by itself, so that what a request holds is given back also if that is cancelled. */
  private CompletableFuture<Map<String, HostTensor>> answer(
      GraphRequest request, GraphEngine serving, CompletableFuture<GraphOutcome> outcome) {
    CompletableFuture<Map<String, HostTensor>> answer = new CompletableFuture<>();
    CompletableFuture<GraphOutcome> _ =
        outcome.whenComplete((ended, failure) -> {
          demand().end();
          uses.release();
          if (failure == null) {
            settle(request, ended, answer);
          } else {
            failed(System.nanoTime() - request.submittedNanos());
            answer.completeExceptionally(serving.told(failure));
          }
        });
    CompletableFuture<Map<String, HostTensor>> _ =
        answer.whenComplete((outputs, failure) -> outcome.cancel(false));
    return answer;
  }

  /** Whether its workers have a processor each, so that they may as well make their inputs. */
  boolean feedsItself() {
    return watch.engine().feedsItself();
  }

  /** Who is there. */
  Demand demand() {
    return engines.demand();
  }

  static ServiceException replaced() {
    return new ServiceException(
        ErrorCode.NOT_READY, "This version of the model has just been replaced; try again.");
  }

  /** Counts a request that failed before it got here. */
  void failed(long totalNanos) {
    statistics.failed(totalNanos);
  }

  private void settle(
      GraphRequest request,
      GraphOutcome outcome,
      CompletableFuture<Map<String, HostTensor>> answer) {
    long totalNanos = System.nanoTime() - request.submittedNanos();
    switch (outcome) {
      case Answer answered -> {
        statistics.answered(request.rows(), totalNanos, answered);
        answer.complete(answered.outputs());
      }
      case Failure refused -> {
        statistics.failed(totalNanos);
        answer.completeExceptionally(refused.failure());
      }
    }
  }

  @Override
  public void close() {
    watch.close();
    engines.open().fail(replaced());
    free(engines);
  }

  private static void free(GraphEngines engines) {
    try {
      if (!engines.open().close(ENGINE_LIMIT)) {
        log.warn("A run has not ended; its graph stays in memory until it does");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while runs ended; a graph's memory is freed when they have", e);
    }
  }
}
