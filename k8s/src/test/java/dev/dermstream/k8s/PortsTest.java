package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.batch.v1.BatchServiceGrpc;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.pacs.v1.PacsServiceGrpc;
import dev.dermstream.platform.telemetry.MetricsConfig;
import dev.dermstream.platform.telemetry.MetricsServer;
import dev.dermstream.platform.telemetry.ProcessHealth;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every port, service and probe of the manifests against what the servers open and answer. */
class PortsTest {
  private static final Map<String, String> SERVICES =
      Map.of(
          "gateway",
          ScreeningServiceGrpc.SERVICE_NAME,
          "node",
          NodeServiceGrpc.SERVICE_NAME,
          "index",
          IndexServiceGrpc.SERVICE_NAME,
          "pacs",
          PacsServiceGrpc.SERVICE_NAME,
          "batch",
          BatchServiceGrpc.SERVICE_NAME);

  private static final Set<String> PAGES = new TreeSet<>();

  @TempDir Path folder;

  @BeforeAll
  static void askTheMetricsPort() throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    Config loopback = ConfigFactory.parseString("at { host = \"127.0.0.1\", port = 0 }");
    try (MetricsServer server =
            MetricsServer.start(
                MetricsConfig.from(loopback, "at"), registry, new ProcessHealth(registry));
        HttpClient client = HttpClient.newHttpClient()) {
      for (String page : List.of("/livez", "/readyz", "/metrics", "/healthz")) {
        URI address = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), page));
        int status =
            client
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .statusCode();
        if (status != 404) {
          PAGES.add(page);
        }
      }
    }
    assertThat(PAGES).containsExactly("/livez", "/metrics", "/readyz");
  }

  static Stream<Workload> servers() {
    return Workloads.servers();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyPortIsTheOneThatIsListenedOn(Workload workload) throws IOException {
    Config config = workload.effective(folder).getConfig("dermstream");
    Map<String, String> keys = Workloads.PORTS.get(workload.component());

    assertThat(workload.ports().keySet()).isEqualTo(keys.keySet());
    workload
        .ports()
        .forEach((name, port) -> {
          assertThat(port).as(name).isEqualTo(config.getInt(keys.get(name) + ".port"));
          String host = name.equals("members") ? "cluster" : keys.get(name);
          assertThat(config.getString(host + ".host")).isEqualTo("0.0.0.0");
        });
  }

  @Test
  void everyServiceLeadsToAPortOfItsPods() {
    List<Manifest> rendered = Chart.defaults();
    Map<String, Map<String, Integer>> ports = new TreeMap<>();
    Workload.of(rendered).forEach(one -> ports.put(one.component(), one.ports()));
    ports.put("members", ports.get("node"));

    assertThat(rendered)
        .filteredOn(one -> one.kind().equals("Service"))
        .hasSize(7)
        .allSatisfy(service ->
            assertThat(Manifest.each(service.tree(), "spec", "ports"))
                .isNotEmpty()
                .allSatisfy(port ->
                    assertThat(ports.get(service.component()))
                        .containsEntry(
                            port.get("targetPort").getAsString(), port.get("port").getAsInt())));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyProbeAsksWhatAnswers(Workload workload) {
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      JsonObject asked = workload.container().getAsJsonObject(probe);
      assertThat(asked).as(probe).isNotNull();
      if (asked.has("httpGet")) {
        assertThat(asked.getAsJsonObject("httpGet").get("port").getAsString()).isEqualTo("metrics");
        assertThat(PAGES).contains(asked.getAsJsonObject("httpGet").get("path").getAsString());
      } else {
        JsonObject grpc = asked.getAsJsonObject("grpc");
        assertThat(grpc.get("port").getAsInt()).isEqualTo(workload.ports().get("grpc"));
        assertThat(grpc.get("service").getAsString()).isEqualTo(SERVICES.get(workload.component()));
      }
    }
    // A server that waits for others must not be started anew for it.
    assertThat(Manifest.find(workload.container(), "livenessProbe", "httpGet", "path"))
        .hasValueSatisfying(path -> assertThat(path.getAsString()).isEqualTo("/livez"));
  }

  @Test
  void gRpcIsProbedWhereItIsInClearTextAlone() {
    List<Workload> secured = Workload.of(Chart.defaults());
    List<Workload> open = Workload.of(Chart.withValues("values-dev.yaml"));

    assertThat(secured).noneMatch(one -> one.container().toString().contains("\"grpc\":{"));
    assertThat(open)
        .filteredOn(one -> !one.component().equals("trainer"))
        .hasSize(4)
        .allMatch(one -> one.container().toString().contains("\"grpc\":{"));
  }

  @Test
  void withoutCallersByNameTheDicomPortStaysShut() throws IOException {
    Path values = folder.resolve("values.yaml");
    Files.writeString(values, "pacs: {callingAeTitles: []}");
    Workload edge =
        Workload.of(Chart.withValues(values)).stream()
            .filter(one -> one.component().equals("pacs"))
            .findFirst()
            .orElseThrow();

    assertThat(edge.ports()).doesNotContainKey("dicom");
    assertThat(edge.effective(folder).getBoolean("dermstream.pacs.dicom.enabled")).isFalse();
  }
}
