package dev.dermstream.node.batch;

import java.time.Duration;
import java.util.List;

/**
 * How items are gathered.
 *
 * @param maxBatchSize most items of one run, at least 1
 * @param preferredSizes sizes at which the device works best, ascending, each at most maxBatchSize;
 *     empty if none is better than another
 * @param maxDelay longest wait for company while a worker stands idle
 * @param queueItems items that may wait, at least 1
 * @param queueBytes bytes that may wait, at least 1
 * @param workers batches that run at the same time, at least 1
 */
public record BatchSettings(
    int maxBatchSize,
    List<Integer> preferredSizes,
    Duration maxDelay,
    int queueItems,
    long queueBytes,
    int workers) {
  public BatchSettings {
    preferredSizes = List.copyOf(preferredSizes);
    require(maxBatchSize >= 1, "maxBatchSize must be at least 1");
    require(!maxDelay.isNegative(), "maxDelay must not be negative");
    require(queueItems >= 1, "queueItems must be at least 1");
    require(queueBytes >= 1, "queueBytes must be at least 1");
    require(workers >= 1, "workers must be at least 1");
    int last = 0;
    for (int size : preferredSizes) {
      require(size > last && size <= maxBatchSize, "preferredSizes must ascend to maxBatchSize");
      last = size;
    }
  }

  private static void require(boolean right, String problem) {
    if (!right) {
      throw new IllegalArgumentException(problem);
    }
  }
}
