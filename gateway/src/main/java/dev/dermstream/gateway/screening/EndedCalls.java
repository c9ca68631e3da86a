package dev.dermstream.gateway.screening;

import io.grpc.Status.Code;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Counts calls, of whatever method, by how they ended. Thread-safe. One instance per registry. */
final class EndedCalls {
  private final Counter calls;

  EndedCalls(PrometheusRegistry registry) {
    calls =
        Counter.builder()
            .name("dermstream_gateway_ended_calls_total")
            .help("Calls that were let in and have ended, by gRPC status; a stream is one call.")
            .labelNames("method", "door", "status")
            .register(registry);
  }

  void count(String method, Door door, Code status) {
    calls.labelValues(method, door.word(), status.name()).inc();
  }
}
