package dev.dermstream.batch.server;

import dev.dermstream.batch.engine.JobEngine;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerException;
import dev.dermstream.batch.screening.Places;
import dev.dermstream.batch.screening.ScreeningListener;
import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.platform.telemetry.Gauges;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What one worker does, and how the jobs stand. Thread-safe. One instance per registry. */
final class BatchMetrics implements ScreeningListener {
  private final Counter files;
  private final Counter failures;
  private final AtomicInteger inFlight = new AtomicInteger();

  BatchMetrics(PrometheusRegistry registry) {
    files =
        Counter.builder()
            .name("dermstream_batch_files_total")
            .help("Files that this worker brought to an end.")
            .labelNames("outcome")
            .register(registry);
    failures =
        Counter.builder()
            .name("dermstream_batch_failures_total")
            .help("Attempts at a file that the gateway did not answer.")
            .labelNames("code")
            .register(registry);
  }

  /** Figures that are asked for when the metrics are. */
  void watch(PrometheusRegistry registry, Ledger ledger, JobEngine engine, Places memory) {
    Gauges gauges = new Gauges(registry);
    gauges.register(
        "dermstream_batch_in_flight_files", "Files that this worker screens.", inFlight::get);
    gauges.register(
        "dermstream_batch_waiting_files", "Those of them that wait for memory.", memory::waiting);
    gauges.register(
        "dermstream_batch_workers", "Workers of the cluster, this one included.", engine::workers);
    gauges.register(
        "dermstream_batch_running_jobs",
        "Jobs of the ledger that are listed, screened or written.",
        () -> jobs(ledger, true));
    gauges.register(
        "dermstream_batch_failed_jobs",
        "Jobs of the ledger that wait for somebody's help.",
        () -> jobs(ledger, false));
  }

  private static double jobs(Ledger ledger, boolean running) {
    try {
      return ledger.jobs().stream().filter(job -> counts(job, running)).count();
    } catch (LedgerException e) {
      return Double.NaN;
    }
  }

  private static boolean counts(JobRecord job, boolean running) {
    return running ? Jobs.RUNNING.contains(job.state()) : job.state() == JobState.JOB_STATE_FAILED;
  }

  @Override
  public void began() {
    inFlight.incrementAndGet();
  }

  @Override
  public void ended(ImageOutcome outcome) {
    inFlight.decrementAndGet();
    files
        .labelValues(outcome.name().substring("IMAGE_OUTCOME_".length()).toLowerCase(Locale.ROOT))
        .inc();
  }

  @Override
  public void gaveUp() {
    inFlight.decrementAndGet();
  }

  @Override
  public void failed(String code) {
    failures.labelValues(code).inc();
  }
}
