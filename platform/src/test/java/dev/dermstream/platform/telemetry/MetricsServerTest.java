package dev.dermstream.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  @Test
  void stageTimesAndTheJvmAreScraped() throws IOException, InterruptedException {
    PrometheusRegistry registry = new PrometheusRegistry();
    new StageMetrics(registry).record("node", "encode", "tumour15", "ok", 3_000_000);
    try (MetricsServer server = MetricsServer.start("127.0.0.1", 0, registry);
        HttpClient client = HttpClient.newHttpClient()) {
      String page =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                      .build(),
                  BodyHandlers.ofString())
              .body();

      assertThat(page)
          .contains(
              "dermstream_stage_duration_seconds_count{outcome=\"ok\",profile=\"tumour15\","
                  + "role=\"node\",stage=\"encode\"} 1")
          .contains("dermstream_stage_duration_seconds_sum")
          .contains("} 0.003")
          .contains("jvm_memory_used_bytes");
    }
  }
}
