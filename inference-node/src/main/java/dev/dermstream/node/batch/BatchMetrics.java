package dev.dermstream.node.batch;

import dev.dermstream.error.ErrorCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The batchers' metrics, each labelled with the model's and the batcher's name: sizes and times of
 * batches, depth of the lanes, time in them, and what was dropped. Thread-safe. One instance per
 * registry.
 */
public final class BatchMetrics {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double[] SECONDS = {
    .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30
  };

  private final Histogram sizes;
  private final Histogram runs;
  private final Histogram waits;
  private final Gauge depths;
  private final Counter drops;

  public BatchMetrics(PrometheusRegistry registry) {
    sizes =
        Histogram.builder()
            .name("dermstream_node_batch_size")
            .help("Items of one run of the device.")
            .labelNames("model", "batcher")
            .classicUpperBounds(1, 2, 4, 8, 16, 32, 64, 128, 256)
            .register(registry);
    runs =
        Histogram.builder()
            .name("dermstream_node_batch_duration_seconds")
            .help("Time of one run of the device.")
            .labelNames("model", "batcher", "outcome")
            .classicUpperBounds(SECONDS)
            .register(registry);
    waits =
        Histogram.builder()
            .name("dermstream_node_batch_queue_duration_seconds")
            .help("Time that an item waited for its run.")
            .labelNames("model", "batcher", "lane")
            .classicUpperBounds(SECONDS)
            .register(registry);
    depths =
        Gauge.builder()
            .name("dermstream_node_batch_queue_items")
            .help("Items that wait for a run.")
            .labelNames("model", "batcher", "lane")
            .register(registry);
    drops =
        Counter.builder()
            .name("dermstream_node_batch_dropped_items")
            .help("Items that ended without a run, by the error that they ended with.")
            .labelNames("model", "batcher", "lane", "reason")
            .register(registry);
  }

  /**
   * What one batcher is given.
   *
   * @param model that it serves
   * @param batcher its name; every pair is a time series of its own, so never a caller's text
   */
  public BatchListener of(String model, String batcher) {
    // From the first scrape on: a rate cannot tell a counter's first value from its appearance.
    for (Lane lane : Lane.values()) {
      drops.initLabelValues(model, batcher, lane.name(), ErrorCode.DEADLINE.name());
      drops.initLabelValues(model, batcher, lane.name(), ErrorCode.OVERLOADED.name());
    }
    return new Listener(model, batcher);
  }

  private final class Listener implements BatchListener {
    private final String model;
    private final String batcher;

    private Listener(String model, String batcher) {
      this.model = model;
      this.batcher = batcher;
    }

    @Override
    public void depth(Lane lane, int items) {
      depths.labelValues(model, batcher, lane.name()).set(items);
    }

    @Override
    public void waited(Lane lane, long nanos) {
      waits.labelValues(model, batcher, lane.name()).observe(nanos / NANOS_PER_SECOND);
    }

    @Override
    public void ran(int items, long nanos, boolean succeeded) {
      sizes.labelValues(model, batcher).observe(items);
      runs.labelValues(model, batcher, succeeded ? "ok" : "failed")
          .observe(nanos / NANOS_PER_SECOND);
    }

    @Override
    public void dropped(Lane lane, ErrorCode why) {
      drops.labelValues(model, batcher, lane.name(), why.name()).inc();
    }
  }
}
