package dev.dermstream.platform.telemetry;

import dev.dermstream.platform.tracing.Trace;
import dev.dermstream.platform.tracing.Tracing;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The one timing histogram of every stage, {@code dermstream_stage_duration_seconds} by role,
 * stage, lane, profile and outcome, and the traces beside it. A measurement of a sampled request
 * carries the trace's id as an exemplar. Thread-safe. One instance per registry.
 */
public final class StageMetrics {
  /** The profile of a request whose profile nobody has confirmed. */
  public static final String UNCONFIRMED = "unconfirmed";

  /** The lane of a stage that knows none; an empty label is none to Prometheus. */
  public static final String NO_LANE = "";

  /**
   * Upper bounds in seconds of the classic buckets. Narrow from 10 ms, a lone picture's time on the
   * processors that were measured, to 1 s, several times the p99 of 64 callers at once
   * (docs/benchmarks.md): an estimated quantile is off by a third at most there. Below lie the
   * stages of microseconds, above the texts and the deadlines. Native histograms know it better.
   */
  static final double[] SECONDS = {
    .0001, .0003, .001, .0025, .005, .0075, .01, .015, .02, .03, .04, .06, .08, .12, .16, .25, .4,
    .6, 1, 2, 4, 8, 15, 30, 60
  };

  private final PrometheusRegistry registry;
  private final Tracing tracing;
  private final Histogram histogram;
  private final Certificates certificates;
  private final BoundedNames profiles = new BoundedNames();

  /** Without traces. */
  public StageMetrics(PrometheusRegistry registry) {
    this(registry, Tracing.off());
  }

  /**
   * @param tracing closed by whoever started it
   */
  public StageMetrics(PrometheusRegistry registry, Tracing tracing) {
    this.registry = registry;
    this.tracing = tracing;
    certificates = new Certificates(registry);
    histogram =
        Histogram.builder()
            .name("dermstream_stage_duration_seconds")
            .help("Time that one request spent in one stage.")
            .labelNames("role", "stage", "lane", "profile", "outcome")
            .classicUpperBounds(SECONDS)
            .register(registry);
  }

  /**
   * The stages of one request.
   *
   * @param role gateway, node or index
   * @param lane a lane's name or {@link #NO_LANE}
   * @param profile a profile or model that is served, or {@link #UNCONFIRMED}: never a caller's
   *     unchecked text. As models may come and go, names beyond a bound are counted together
   * @param trace whose id the measurements carry
   */
  public StageRecorder of(String role, String lane, String profile, Trace trace) {
    return new StageRecorder(histogram, role, lane, profiles.bounded(profile), trace);
  }

  /** The traces of this process. */
  public Tracing tracing() {
    return tracing;
  }

  /** The ends of this process's certificates. */
  public Certificates certificates() {
    return certificates;
  }

  /** The registry, for metrics that one part alone has. */
  public PrometheusRegistry registry() {
    return registry;
  }
}
