package dev.dermstream.gateway.routing;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** Counts what was sent again, and what was not. Thread-safe. One instance per registry. */
public final class RoutingMetrics {
  private static final String RETRY = "retry";
  private static final String HEDGE = "hedge";
  private static final String REFUSED = "refused";

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
    // From the first scrape on: a rate cannot tell a counter's first value from its appearance.
    for (String role : List.of("node", "index")) {
      for (String kind : List.of(RETRY, HEDGE, REFUSED)) {
        attempts.initLabelValues(role, kind);
      }
    }
    suspensions =
        Counter.builder()
            .name("dermstream_gateway_suspensions_total")
            .help("How often a node or index was left out because its calls failed.")
            .register(registry)
            .labelValues();
  }

  void retried(String role) {
    attempts.labelValues(role, RETRY).inc();
  }

  void hedged(String role) {
    attempts.labelValues(role, HEDGE).inc();
  }

  void refused(String role) {
    attempts.labelValues(role, REFUSED).inc();
  }

  void suspended() {
    suspensions.inc();
  }
}
