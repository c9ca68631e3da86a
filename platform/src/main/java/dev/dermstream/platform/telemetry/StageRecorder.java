package dev.dermstream.platform.telemetry;

import dev.dermstream.platform.tracing.Trace;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Labels;

/** Records the times that one request spends in its stages. Thread-safe. */
public final class StageRecorder {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Histogram histogram;
  private final String role;
  private final String lane;
  private final String profile;
  private final Trace trace;

  StageRecorder(Histogram histogram, String role, String lane, String profile, Trace trace) {
    this.histogram = histogram;
    this.role = role;
    this.lane = lane;
    this.profile = profile;
    this.trace = trace;
  }

  /**
   * Records one passage through a stage in the metrics.
   *
   * @param outcome "ok" or a constant of the error vocabulary
   */
  public void record(String stage, String outcome, long nanos) {
    DistributionDataPoint times = histogram.labelValues(role, stage, lane, profile, outcome);
    double seconds = nanos / NANOS_PER_SECOND;
    if (trace.isSampled()) {
      times.observeWithExemplar(
          seconds, Labels.of("trace_id", trace.traceId(), "span_id", trace.spanId()));
    } else {
      times.observe(seconds);
    }
  }

  /** As {@link #record}, and as a span of the request's trace that ends now. */
  public void span(String stage, String outcome, long nanos) {
    record(stage, outcome, nanos);
    trace.stage(stage, outcome, nanos);
  }
}
