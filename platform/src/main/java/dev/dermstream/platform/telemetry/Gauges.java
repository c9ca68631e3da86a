package dev.dermstream.platform.telemetry;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** Figures that are read when the metrics are asked for. Thread-safe. */
public record Gauges(PrometheusRegistry registry) {
  /**
   * Registers a figure; once per name and registry.
   *
   * @param value answers at once, from any thread
   */
  public void register(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call(value.getAsDouble()))
        .register(registry);
  }

  /**
   * Registers a text: {@code NAME_info{LABEL="VALUE"} 1}.
   *
   * @return puts another text in its place
   */
  public Consumer<String> info(String name, String help, String label, String value) {
    Info info = Info.builder().name(name).help(help).labelNames(label).register(registry);
    info.setLabelValues(value);
    return info::setLabelValues;
  }
}
