package dev.dermstream.platform.telemetry;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** When the certificates that a process shows end. Thread-safe. One instance per registry. */
public final class Certificates {
  private final Map<String, Supplier<Instant>> ends = new ConcurrentSkipListMap<>();

  Certificates(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("dermstream_certificate_expiry_timestamp_seconds")
        .help("When the certificate that is shown, or one that came with it, ends; since 1970.")
        .labelNames("use")
        .callback(gauge ->
            ends.forEach((use, end) -> gauge.call((double) end.get().getEpochSecond(), use)))
        .register(registry);
  }

  /**
   * @param use for what the certificate is shown, for example {@code gateway}
   * @param end of the certificate of the moment; answers at once, from any thread
   */
  public void add(String use, Supplier<Instant> end) {
    ends.put(use, end);
  }
}
