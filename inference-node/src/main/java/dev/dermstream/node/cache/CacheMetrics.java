package dev.dermstream.node.cache;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongSupplier;

/** Hits, misses and size of the feature cache. Thread-safe. One instance per registry. */
public final class CacheMetrics {
  private final PrometheusRegistry registry;
  private final Counter requests;

  public CacheMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    requests =
        Counter.builder()
            .name("dermstream_node_cache_requests")
            .help("Pictures that were looked up in the feature cache.")
            .labelNames("result")
            .register(registry);
  }

  void asked(boolean hit) {
    requests.labelValues(hit ? "hit" : "miss").inc();
  }

  void watch(LongSupplier bytes, LongSupplier entries) {
    gauge("dermstream_node_cache_bytes", "Bytes that the feature cache holds.", bytes);
    gauge("dermstream_node_cache_entries", "Pictures that the feature cache holds.", entries);
  }

  private void gauge(String name, String help, LongSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }
}
