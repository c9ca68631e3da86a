package dev.dermstream.platform.telemetry;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The one timing histogram of every stage: {@code dermstream_stage_duration_seconds} by role,
 * stage, profile and outcome. Thread-safe. One instance per registry.
 */
public final class StageMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusRegistry registry;
  private final Histogram histogram;

  public StageMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    histogram =
        Histogram.builder()
            .name("dermstream_stage_duration_seconds")
            .help("Time that one request spent in one stage.")
            .labelNames("role", "stage", "profile", "outcome")
            .classicUpperBounds(
                .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10,
                30)
            .register(registry);
  }

  /**
   * Records one passage through a stage.
   *
   * @param role gateway, node or index
   * @param profile a profile of the release, never a caller's unchecked text: every value is a time
   *     series of its own
   * @param outcome "ok" or a constant of the error vocabulary
   */
  public void record(String role, String stage, String profile, String outcome, long nanos) {
    histogram.labelValues(role, stage, profile, outcome).observe(nanos / NANOS_PER_SECOND);
  }

  /** The registry, for metrics that one part alone has. */
  public PrometheusRegistry registry() {
    return registry;
  }
}
