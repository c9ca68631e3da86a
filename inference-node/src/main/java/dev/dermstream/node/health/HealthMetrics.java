package dev.dermstream.node.health;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Readiness in the metrics. Thread-safe. One instance per registry. */
public final class HealthMetrics implements HealthListener {
  private static final String RELEASE = "release";

  private final Gauge ready;
  private final Counter rebuilds;

  public HealthMetrics(PrometheusRegistry registry) {
    ready =
        Gauge.builder()
            .name("dermstream_node_ready")
            .help("1 while an inference has completed recently, else 0.")
            .register(registry);
    rebuilds =
        Counter.builder()
            .name("dermstream_node_engine_rebuilds_total")
            .help("Engines that were built in the place of one that was lost.")
            .labelNames("model")
            .register(registry);
    rebuilds.initLabelValues(RELEASE);
  }

  /** Counts what is built for a model of the repository; the node is ready without it. */
  HealthListener ofModel(String model) {
    return new HealthListener() {
      @Override
      public void ready(boolean now) {
        // The repository's index tells.
      }

      @Override
      public void rebuilt() {
        rebuilds.labelValues(model).inc();
      }
    };
  }

  @Override
  public void ready(boolean now) {
    ready.set(now ? 1 : 0);
  }

  @Override
  public void rebuilt() {
    rebuilds.labelValues(RELEASE).inc();
  }
}
