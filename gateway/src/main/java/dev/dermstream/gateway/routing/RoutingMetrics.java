package dev.dermstream.gateway.routing;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts what was sent again, and what was not. Thread-safe. One instance per registry. */
public final class RoutingMetrics {
  private final Counter attempts;
  private final CounterDataPoint suspensions;

  public RoutingMetrics(PrometheusRegistry registry) {
    attempts =
        Counter.builder()
            .name("dermstream_gateway_further_attempts_total")
            .help(
                "Attempts beyond the first: retry (the first failed), hedge (it took long), or"
                    + " refused, because the budget for them was spent.")
            .labelNames("role", "kind")
            .register(registry);
    suspensions =
        Counter.builder()
            .name("dermstream_gateway_suspensions_total")
            .help("How often a node or index was left out because its calls failed.")
            .register(registry)
            .labelValues();
  }

  void retried(String role) {
    attempts.labelValues(role, "retry").inc();
  }

  void hedged(String role) {
    attempts.labelValues(role, "hedge").inc();
  }

  void refused(String role) {
    attempts.labelValues(role, "refused").inc();
  }

  void suspended() {
    suspensions.inc();
  }
}
