package dev.dermstream.audit.log;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.DoubleSupplier;

/** What an audit log tells of itself. */
final class AuditMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Histogram commits;
  private final Counter records;
  private final Counter failures;
  private final PrometheusRegistry registry;

  AuditMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    commits =
        Histogram.builder()
            .name("dermstream_audit_commit_duration_seconds")
            .help("Time until a group of audit records was durable.")
            .classicUpperBounds(
                .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
            .register(registry);
    records =
        Counter.builder()
            .name("dermstream_audit_records_total")
            .help("Audit records that became durable.")
            .register(registry);
    failures =
        Counter.builder()
            .name("dermstream_audit_failures_total")
            .help("Attempts to open or write the audit store, or to note an anchor, that failed.")
            .register(registry);
  }

  /** Shows what is read at every scrape. */
  void show(DoubleSupplier up, DoubleSupplier waiting, int most) {
    GaugeWithCallback.builder()
        .name("dermstream_audit_up")
        .help("1 while the audit store takes records, else 0.")
        .callback(gauge -> gauge.call(up.getAsDouble()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("dermstream_audit_waiting")
        .help("Images that are worked on or whose audit record waits.")
        .callback(gauge -> gauge.call(waiting.getAsDouble()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("dermstream_audit_waiting_limit")
        .help("Images that may be; more are refused.")
        .callback(gauge -> gauge.call(most))
        .register(registry);
  }

  void written(int count, long nanos) {
    commits.observe(nanos / NANOS_PER_SECOND);
    records.inc(count);
  }

  void failed() {
    failures.inc();
  }
}
