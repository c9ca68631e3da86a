package dev.dermstream.pacs.delivery;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts parcels by destination; there are as many series as destinations are configured. */
final class DeliveryMetrics {
  private static final Logger log = LoggerFactory.getLogger(DeliveryMetrics.class);

  private final Counter attempts;

  DeliveryMetrics(PrometheusRegistry registry, List<String> destinations, DeliveryLog parcels) {
    attempts =
        Counter.builder()
            .name("dermstream_pacs_delivery_attempts_total")
            .help("Parcels that were sent, by what came of it: delivered, retried or refused.")
            .labelNames("destination", "outcome")
            .register(registry);
    GaugeWithCallback.builder()
        .name("dermstream_pacs_deliveries_pending")
        .help("Parcels that wait to be delivered.")
        .labelNames("destination")
        .callback(gauge -> destinations.forEach(name -> pending(gauge, name, parcels)))
        .register(registry);
  }

  void delivered(String destination) {
    attempts.labelValues(destination, "delivered").inc();
  }

  void retried(String destination) {
    attempts.labelValues(destination, "retried").inc();
  }

  void refused(String destination) {
    attempts.labelValues(destination, "refused").inc();
  }

  private static void pending(GaugeWithCallback.Callback gauge, String name, DeliveryLog parcels) {
    try {
      gauge.call((double) parcels.pending(name), name);
    } catch (IOException e) {
      log.debug("Pending deliveries cannot be counted", e);
    }
  }
}
