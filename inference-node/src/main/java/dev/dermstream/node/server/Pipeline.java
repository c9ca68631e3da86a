package dev.dermstream.node.server;

import dev.dermstream.node.batch.BatchListener;
import dev.dermstream.node.batch.BatchMetrics;
import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.cache.CacheMetrics;
import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.generate.ContinuousGenerator;
import dev.dermstream.node.generate.GenerationMetrics;
import dev.dermstream.platform.telemetry.StageMetrics;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The stages that requests pass, each with its own queue in lanes and its own threads. Thread-safe.
 *
 * @param node what all requests share
 * @param admission the node's places
 * @param preparations decodes images and brings them to the model's size
 * @param encoder turns pixels into features, in batches
 * @param answers runs what is too long for an engine's thread and too short for a stage
 */
record Pipeline(
    ServedNode node,
    NodeAdmission admission,
    Batcher<InferCall, Prepared> preparations,
    EncodeStage encoder,
    ExecutorService answers) {
  static Pipeline start(NodeConfig config, ServedNode node, StageMetrics metrics) {
    GenerationMetrics.register(metrics.registry(), node.model().generator()::statistics);
    BatchMetrics batches = new BatchMetrics(metrics.registry());
    FeatureCache cache =
        new FeatureCache(
            config.cacheBytes(),
            HexFormat.of().parseHex(node.release().modelDigest()),
            new CacheMetrics(metrics.registry()));
    return new Pipeline(
        node,
        new NodeAdmission(config.maxRequests(), config.maxRequestBytes()),
        preparations(config, batches.of("prepare")),
        new EncodeStage(node.model(), config.batching().settings(), cache, batches.of("encode")),
        Executors.newVirtualThreadPerTaskExecutor());
  }

  /**
   * Stages of a model beside the release's, for requests that have their place in the same
   * admission. It keeps no features, and its stages' times are in the metrics by profile alone.
   */
  static Pipeline beside(NodeConfig config, ServedNode node, NodeAdmission admission) {
    return new Pipeline(
        node,
        admission,
        preparations(config, BatchListener.NONE),
        new EncodeStage(
            node.model(), config.batching().settings(), FeatureCache.off(), BatchListener.NONE),
        Executors.newVirtualThreadPerTaskExecutor());
  }

  private static Batcher<InferCall, Prepared> preparations(
      NodeConfig config, BatchListener listener) {
    return new Batcher<>(
        "prepare",
        new BatchSettings(
            1,
            List.of(),
            Duration.ZERO,
            config.maxRequests(),
            config.maxRequestBytes(),
            config.effectiveDecodeThreads()),
        worker -> calls -> List.of(calls.getFirst().prepare()),
        listener);
  }

  /**
   * Takes nothing more, ends what waits and waits for what runs.
   *
   * @return true if nothing runs any more, so that the model can be freed
   */
  boolean close(Duration timeout) throws InterruptedException {
    preparations.close();
    encoder.close();
    ContinuousGenerator texts = node.model().generator();
    texts.close();
    boolean ended =
        preparations.awaitEnd(timeout) && encoder.awaitEnd(timeout) && texts.awaitEnd(timeout);
    answers.shutdown();
    return ended;
  }
}
