package dev.dermstream.node.server;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.BatchListener;
import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.generate.ContinuousGenerator;
import dev.dermstream.node.health.Loss;
import dev.dermstream.node.rank.LabelScorer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The stages that requests pass on one engine, each with its own queue in lanes and its own
 * threads. Thread-safe.
 */
final class Pipeline {
  private final ServedNode node;
  private final Batcher<InferCall, Prepared> preparations;
  private final EncodeStage encoder;
  private final LabelScorer scorer;
  private final Batcher<RankWork, double[]> ranker;
  private final ExecutorService answers = Executors.newVirtualThreadPerTaskExecutor();
  private final Loss loss = new Loss();

  /**
   * Starts the threads.
   *
   * @param listeners hear of the batchers, by their names
   */
  Pipeline(
      NodeConfig config,
      ServedNode node,
      FeatureCache cache,
      Function<String, BatchListener> listeners) {
    this.node = node;
    preparations =
        new Batcher<>(
            "prepare",
            alone(config, config.effectiveDecodeThreads()),
            worker -> calls -> List.of(calls.getFirst().prepare()),
            listeners.apply("prepare"));
    encoder =
        new EncodeStage(
            node.model(), config.batching().settings(), cache, listeners.apply("encode"));
    scorer = node.model().scorer(config.rank());
    ranker =
        new Batcher<>(
            "rank",
            // One at a time: its labels are a batch already.
            alone(config, 1),
            worker -> works -> List.of(works.getFirst().run(scorer)),
            listeners.apply("rank"));
  }

  /** Requests one by one, as many as the node takes in. */
  private static BatchSettings alone(NodeConfig config, int workers) {
    return new BatchSettings(
        1, List.of(), Duration.ZERO, config.maxRequests(), config.maxRequestBytes(), workers);
  }

  /** What all requests on this engine share. */
  ServedNode node() {
    return node;
  }

  /** Decodes images and brings them to the model's size. */
  Batcher<InferCall, Prepared> preparations() {
    return preparations;
  }

  /** Turns pixels into features, in batches. */
  EncodeStage encoder() {
    return encoder;
  }

  /** Scores labels as answers. */
  Batcher<RankWork, double[]> ranker() {
    return ranker;
  }

  /** What {@link #ranker} scores with. */
  LabelScorer scorer() {
    return scorer;
  }

  /** Runs what is too long for an engine's thread and too short for a stage. */
  ExecutorService answers() {
    return answers;
  }

  /** Ends whatever waits or runs with this failure, at once: the engine is lost. */
  void fail(ServiceException failure) {
    loss.happened(failure);
    preparations.failAll(failure);
    encoder.failAll(failure);
    ranker.failAll(failure);
    node.model().generator().failAll(failure);
  }

  /** What a call is told that ended with this failure; see {@link Loss#told}. */
  Throwable told(Throwable failure) {
    return loss.told(failure);
  }

  /**
   * Takes nothing more, ends what waits and waits for what runs. Again: waits again.
   *
   * @param timeout for each stage
   * @return true if nothing runs any more, so that the model can be freed
   */
  boolean close(Duration timeout) throws InterruptedException {
    preparations.close();
    encoder.close();
    ranker.close();
    ContinuousGenerator texts = node.model().generator();
    texts.close();
    boolean encoded =
        preparations.awaitEnd(timeout) && encoder.awaitEnd(timeout) && ranker.awaitEnd(timeout);
    answers.shutdown();
    return encoded
        && answers.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)
        && texts.awaitEnd(timeout);
  }
}
