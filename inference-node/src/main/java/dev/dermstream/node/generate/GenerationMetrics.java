package dev.dermstream.node.generate;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A generator's figures as metrics {@code dermstream_node_generate_*}, read when they are asked.
 */
public final class GenerationMetrics {
  private final PrometheusRegistry registry;
  private final Supplier<GenerationStatistics> statistics;

  private GenerationMetrics(
      PrometheusRegistry registry, Supplier<GenerationStatistics> statistics) {
    this.registry = registry;
    this.statistics = statistics;
  }

  /** Registers the figures; once per registry. */
  public static void register(
      PrometheusRegistry registry, Supplier<GenerationStatistics> statistics) {
    GenerationMetrics metrics = new GenerationMetrics(registry, statistics);
    metrics.gauge("running_texts", "Texts being written.", GenerationStatistics::running);
    metrics.gauge("waiting_texts", "Texts that wait for room.", GenerationStatistics::waiting);
    metrics.gauge(
        "cache_bytes", "Engine memory of the key/value caches.", GenerationStatistics::cacheBytes);
    metrics.gauge(
        "prefix_cache_bytes", "Size of the prefix cache.", GenerationStatistics::prefixBytes);
    metrics.counter(
        "steps", "Runs that wrote a token for every text of a batch.", GenerationStatistics::steps);
    metrics.counter("tokens", "Tokens written.", GenerationStatistics::tokens);
    metrics.counter(
        "prefill_tokens", "Tokens of prompts read.", GenerationStatistics::prefillTokens);
    metrics.counter(
        "prefix_cache_hits",
        "Prompts whose beginning was in the prefix cache.",
        GenerationStatistics::prefixHits);
    metrics.counter(
        "prefix_cache_misses",
        "Prompts whose beginning had to be computed.",
        GenerationStatistics::prefixMisses);
    metrics.counter(
        "repetitions",
        "Texts ended because they repeated themselves.",
        GenerationStatistics::repetitions);
  }

  private void gauge(String name, String help, ToDoubleFunction<GenerationStatistics> figure) {
    GaugeWithCallback.builder()
        .name("dermstream_node_generate_" + name)
        .help(help)
        .callback(gauge -> gauge.call(figure.applyAsDouble(statistics.get())))
        .register(registry);
  }

  private void counter(String name, String help, ToDoubleFunction<GenerationStatistics> figure) {
    CounterWithCallback.builder()
        .name("dermstream_node_generate_" + name)
        .help(help)
        .callback(counter -> counter.call(figure.applyAsDouble(statistics.get())))
        .register(registry);
  }
}
