package dev.dermstream.node.server;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.BatchListener;
import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.generate.ContinuousGenerator;
import dev.dermstream.node.health.Loss;
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
            new BatchSettings(
                1,
                List.of(),
                Duration.ZERO,
                config.maxRequests(),
                config.maxRequestBytes(),
                config.effectiveDecodeThreads()),
            worker -> calls -> List.of(calls.getFirst().prepare()),
            listeners.apply("prepare"));
    encoder =
        new EncodeStage(
            node.model(), config.batching().settings(), cache, listeners.apply("encode"));
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

  /** Runs what is too long for an engine's thread and too short for a stage. */
  ExecutorService answers() {
    return answers;
  }

  /** Ends whatever waits or runs with this failure, at once: the engine is lost. */
  void fail(ServiceException failure) {
    loss.happened(failure);
    preparations.failAll(failure);
    encoder.failAll(failure);
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
    ContinuousGenerator texts = node.model().generator();
    texts.close();
    boolean encoded = preparations.awaitEnd(timeout) && encoder.awaitEnd(timeout);
    answers.shutdown();
    return encoded
        && answers.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)
        && texts.awaitEnd(timeout);
  }
}
