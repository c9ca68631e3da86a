package dev.dermstream.node.server;

import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.platform.telemetry.Gauges;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;

/** What a node serves and how full it is, as metrics {@code dermstream_node_*}. */
record NodeGauges(NodeConfig config, NodeReleases releases, NodeAdmission admission) {
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * Registers the figures; once per registry.
   *
   * @return shows that another release is the present one
   */
  Consumer<String> register(PrometheusRegistry registry) {
    Gauges gauges = new Gauges(registry);
    gauges.register(
        "dermstream_node_releases",
        "Releases in memory: the present one and those that are still asked.",
        () -> releases.ids().size());
    GaugeWithCallback.builder()
        .name("dermstream_node_engine")
        .help("1 for the engine that runs the release's model; none while it is built anew.")
        .labelNames("engine")
        .callback(
            gauge -> watch().present().ifPresent(engine -> gauge.call(1, engine.model().engine())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("dermstream_node_engine_oldest_run_seconds")
        .help("Age of the engine's longest run by now, 0 while nothing runs.")
        .callback(
            gauge -> watch().present().ifPresent(engine -> gauge.call(oldestRunSeconds(engine))))
        .register(registry);
    gauges.register("dermstream_node_requests", "Requests that have a place.", admission::requests);
    gauges.register(
        "dermstream_node_requests_limit", "Requests that may have one.", config::maxRequests);
    gauges.register(
        "dermstream_node_request_bytes",
        "Bytes of the requests that have a place.",
        admission::bytes);
    gauges.register(
        "dermstream_node_request_bytes_limit",
        "Bytes that they may have together.",
        config::maxRequestBytes);
    return gauges.info(
        "dermstream_node_release",
        "The release that is served.",
        "release",
        releases.release().id());
  }

  private EngineWatch<ServingEngine> watch() {
    return releases.present().watch();
  }

  private static double oldestRunSeconds(ServingEngine engine) {
    long now = System.nanoTime();
    return (now - engine.model().runs().oldestBegunNanos().orElse(now)) / NANOS_PER_SECOND;
  }
}
