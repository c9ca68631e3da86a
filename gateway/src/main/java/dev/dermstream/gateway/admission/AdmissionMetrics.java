package dev.dermstream.gateway.admission;

import dev.dermstream.gateway.admission.Refusal.Reason;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/**
 * What admission lets through, keeps waiting and refuses, by lane. Thread-safe. One instance per
 * registry.
 */
public final class AdmissionMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Gauge limit;
  private final Gauge inFlight;
  private final Gauge queueItems;
  private final Gauge queueBytes;
  private final Counter refused;
  private final Histogram waits;

  public AdmissionMetrics(PrometheusRegistry registry) {
    limit =
        Gauge.builder()
            .name("dermstream_gateway_admission_limit")
            .help("Requests that all lanes together may have in flight to the nodes now.")
            .register(registry);
    inFlight =
        Gauge.builder()
            .name("dermstream_gateway_admission_in_flight")
            .help("Requests in flight to the nodes.")
            .labelNames("lane")
            .register(registry);
    queueItems =
        Gauge.builder()
            .name("dermstream_gateway_admission_queue_items")
            .help("Requests that wait for a permit.")
            .labelNames("lane")
            .register(registry);
    queueBytes =
        Gauge.builder()
            .name("dermstream_gateway_admission_queue_bytes")
            .help("Bytes of the requests that wait for a permit.")
            .labelNames("lane")
            .register(registry);
    refused =
        Counter.builder()
            .name("dermstream_gateway_admission_refused")
            .help("Requests that got no permit, by the reason.")
            .labelNames("lane", "reason")
            .register(registry);
    waits =
        Histogram.builder()
            .name("dermstream_gateway_admission_wait_seconds")
            .help("Time that a request waited for its permit.")
            .labelNames("lane")
            .classicUpperBounds(.0001, .001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
            .register(registry);
    for (Lane lane : Lane.values()) {
      inFlight.initLabelValues(lane.name());
      queueItems.initLabelValues(lane.name());
      queueBytes.initLabelValues(lane.name());
    }
  }

  void limit(int requests) {
    limit.set(requests);
  }

  void inFlight(Lane lane, LaneQueue queue) {
    inFlight.labelValues(lane.name()).set(queue.inFlight());
  }

  void waiting(Lane lane, LaneQueue queue) {
    queueItems.labelValues(lane.name()).set(queue.waiting());
    queueBytes.labelValues(lane.name()).set((double) queue.waitingBytes());
  }

  void admitted(Lane lane, long waitNanos) {
    waits.labelValues(lane.name()).observe(waitNanos / NANOS_PER_SECOND);
  }

  void refused(Lane lane, Reason reason) {
    refused.labelValues(lane.name(), reason.name().toLowerCase(Locale.ROOT)).inc();
  }
}
