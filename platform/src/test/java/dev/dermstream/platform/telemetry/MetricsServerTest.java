package dev.dermstream.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.dermstream.platform.tracing.Trace;
import dev.dermstream.platform.tracing.Tracing;
import dev.dermstream.platform.tracing.TracingConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private static final String NAME = "dermstream_stage_duration_seconds";

  /** Nobody listens there: that a collector is away must cost nothing but spans. */
  private static final TracingConfig AWAY =
      new TracingConfig(
          true,
          "http://127.0.0.1:9/v1/traces",
          1,
          Duration.ofMillis(100),
          Duration.ofSeconds(60),
          512);

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Tracing tracing = Tracing.start(AWAY, "test");
  private final StageMetrics stages = new StageMetrics(registry, tracing);
  private final ProcessHealth health = new ProcessHealth(registry);
  private final HttpClient client = HttpClient.newHttpClient();
  private MetricsServer server;

  @BeforeEach
  void start() throws IOException {
    server = MetricsServer.start(new MetricsConfig("127.0.0.1", 0), registry, health);
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
    tracing.close();
  }

  @Test
  void stageTimesAndTheJvmAreScrapedAsText() throws Exception {
    stages.of("node", "STAT", "tumour15", Trace.NONE).record("encode", "ok", 3_000_000);

    HttpResponse<byte[]> page = get("/metrics", "");

    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(text(page))
        .contains(
            NAME
                + "_count{lane=\"STAT\",outcome=\"ok\",profile=\"tumour15\",role=\"node\","
                + "stage=\"encode\"} 1")
        .contains(NAME + "_sum")
        .contains("} 0.003")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void openMetricsCarryTheTraceOfASampledRequestAsAnExemplar() throws Exception {
    Trace trace = tracing.accept("grpc", "dermstream.node.v1.NodeService/Infer", name -> null);
    stages.of("node", "STAT", "tumour15", trace).record("encode", "ok", 3_000_000);

    HttpResponse<byte[]> page = get("/metrics", "application/openmetrics-text; version=1.0.0");

    assertThat(page.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(text(page))
        .contains(
            "# {span_id=\"%s\",trace_id=\"%s\"} 0.003".formatted(trace.spanId(), trace.traceId()))
        .endsWith("# EOF\n");
  }

  @Test
  void protobufHoldsNativeAndClassicHistogram() throws Exception {
    stages.of("node", "STAT", "tumour15", Trace.NONE).record("encode", "ok", 3_000_000);

    HttpResponse<byte[]> page =
        get(
            "/metrics",
            "application/vnd.google.protobuf;"
                + "proto=io.prometheus.client.MetricFamily;encoding=delimited");

    UnknownFieldSet histogram =
        message(message(family(page.body()).getField(4)).getField(7)); // metric, histogram
    assertThat(histogram.getField(1).getVarintList()).as("count").containsExactly(1L);
    assertThat(histogram.getField(3).getLengthDelimitedList())
        .as("classic buckets and that of infinity")
        .hasSize(StageMetrics.SECONDS.length + 1);
    assertThat(histogram.hasField(5)).as("schema of the native histogram").isTrue();
    assertThat(histogram.getField(12).getLengthDelimitedList()).as("positive spans").hasSize(1);
  }

  @Test
  void classicBoundsAscend() {
    assertThat(StageMetrics.SECONDS).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void namesBeyondTheBoundAreCountedTogether() throws Exception {
    for (int i = 0; i < 2 * BoundedNames.MOST; i++) {
      stages.of("node", "", "model-" + i, Trace.NONE).record("oip", "ok", 1);
    }

    String page = text(get("/metrics", ""));

    assertThat(page.lines().filter(line -> line.startsWith(NAME + "_count")))
        .hasSize(BoundedNames.MOST + 1)
        .anyMatch(
            line -> line.contains("profile=\"others\"") && line.endsWith(" " + BoundedNames.MOST));
  }

  @Test
  void aProcessIsLiveFromTheFirstAndReadyOnceItsRolesAre() throws Exception {
    AtomicBoolean ready = new AtomicBoolean();
    assertTold("/livez", 200, "ok");
    assertTold("/readyz", 503, "starting");

    health.add("node", health(new AtomicBoolean(true), ready));
    health.started();
    assertTold("/readyz", 503, "node is not ready");
    assertThat(text(get("/metrics", ""))).contains("dermstream_ready{role=\"node\"} 0");

    ready.set(true);
    assertTold("/readyz", 200, "ok");
    assertThat(text(get("/metrics", ""))).contains("dermstream_ready{role=\"node\"} 1");
  }

  @Test
  void aWedgedRoleIsNotLiveAndNamed() throws Exception {
    AtomicBoolean live = new AtomicBoolean(true);
    health.add("gateway", health(live, new AtomicBoolean(true)));
    assertTold("/livez", 200, "ok");

    live.set(false);

    assertTold("/livez", 503, "gateway is wedged");
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    assertTold("/secrets", 404, "Here are /metrics, /livez and /readyz.");
  }

  private static RoleHealth health(AtomicBoolean live, AtomicBoolean ready) {
    return new RoleHealth() {
      @Override
      public boolean isLive() {
        return live.get();
      }

      @Override
      public boolean isReady() {
        return ready.get();
      }
    };
  }

  private void assertTold(String path, int status, String line) throws Exception {
    HttpResponse<byte[]> answer = get(path, "");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(text(answer)).isEqualTo(line + "\n");
  }

  private HttpResponse<byte[]> get(String path, String accept) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** The stage times, read by field numbers of Prometheus's metrics.proto. */
  private static UnknownFieldSet family(byte[] page) throws IOException {
    List<UnknownFieldSet> families = new ArrayList<>();
    ByteArrayInputStream stream = new ByteArrayInputStream(page);
    while (stream.available() > 0) {
      UnknownFieldSet.Builder family = UnknownFieldSet.newBuilder();
      assertThat(family.mergeDelimitedFrom(stream)).isTrue();
      families.add(family.build());
    }
    return families.stream()
        .filter(family ->
            family.getField(1).getLengthDelimitedList().contains(ByteString.copyFromUtf8(NAME)))
        .findFirst()
        .orElseThrow();
  }

  private static UnknownFieldSet message(UnknownFieldSet.Field field) throws IOException {
    return UnknownFieldSet.parseFrom(field.getLengthDelimitedList().getFirst());
  }
}
