package dev.dermstream.loadtest.sizing;

/**
 * What stands behind one gateway, and what the gateway lets through.
 *
 * @param nodes N, 1 to 10,000
 * @param workers c, runs of a node at the same time, at least 1
 * @param maxBatch most images of a run, at least 1
 * @param maxDelayMillis longest wait of an idle worker for company
 * @param limit L, images that are at the nodes at the same time; the rest waits in the gateway
 * @param queueItems images that may wait in the gateway; more are refused
 */
public record Shape(
    int nodes, int workers, int maxBatch, double maxDelayMillis, int limit, int queueItems) {
  private static final int MOST_NODES = 10_000;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is exceeded
   */
  public Shape {
    if (nodes < 1
        || nodes > MOST_NODES
        || workers < 1
        || maxBatch < 1
        || limit < 1
        || queueItems < 0
        || !(maxDelayMillis >= 0)) {
      throw new IllegalArgumentException(
          "nodes must be 1 to %d; workers, maxBatch and limit at least 1; nothing negative"
              .formatted(MOST_NODES));
    }
  }

  /**
   * With the limit that docs/operations.md advises where it is fixed, twice what runs at the same
   * time, and the gateway's default queue.
   */
  public static Shape of(int nodes, int workers, int maxBatch, double maxDelayMillis) {
    return new Shape(nodes, workers, maxBatch, maxDelayMillis, 2 * nodes * workers * maxBatch, 256);
  }

  /** Images per second that all devices can do: N c B / t(B). */
  public double capacity(BatchCurve curve) {
    return nodes * workers * curve.perSecond(maxBatch);
  }
}
