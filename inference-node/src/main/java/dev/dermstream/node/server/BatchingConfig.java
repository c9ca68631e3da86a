package dev.dermstream.node.server;

import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How the image encoder gathers pictures, {@code dermstream.node.batching}.
 *
 * @param maxBatchSize most pictures of one run
 * @param preferredSizes sizes that the device runs best, ascending; empty if none is better
 * @param maxDelay longest wait for company while a worker stands idle
 * @param queueItems pictures that may wait
 * @param queueBytes bytes of their pixels
 * @param workers runs at the same time; 0 means one per processor
 */
public record BatchingConfig(
    int maxBatchSize,
    List<Integer> preferredSizes,
    Duration maxDelay,
    int queueItems,
    int queueBytes,
    int workers) {
  private static final int LARGEST_BATCH = 1024;
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

  public BatchingConfig {
    preferredSizes = List.copyOf(preferredSizes);
  }

  static BatchingConfig read(Settings settings) {
    BatchingConfig read =
        new BatchingConfig(
            settings.number("batching.max-batch-size", 1, LARGEST_BATCH),
            settings.numbers("batching.preferred-sizes", 1, LARGEST_BATCH),
            settings.duration("batching.max-delay", Duration.ZERO, LONGEST_DELAY),
            settings.number("batching.queue-items", 1, NodeConfig.MOST_REQUESTS),
            settings.bytes("batching.queue-bytes", NodeConfig.LEAST_BYTES, NodeConfig.MOST_BYTES),
            settings.number("batching.workers", 0, NodeConfig.MOST_THREADS));
    settings.require(
        ascend(read.preferredSizes, read.maxBatchSize),
        "batching.preferred-sizes",
        "must ascend to at most max-batch-size");
    return read;
  }

  private static boolean ascend(List<Integer> sizes, int most) {
    int last = 0;
    for (int size : sizes) {
      if (size <= last || size > most) {
        return false;
      }
      last = size;
    }
    return true;
  }

  /** As the batcher takes them, with 0 workers resolved. */
  BatchSettings settings() {
    return new BatchSettings(
        maxBatchSize,
        preferredSizes,
        maxDelay,
        queueItems,
        queueBytes,
        NodeConfig.orProcessors(workers));
  }
}
