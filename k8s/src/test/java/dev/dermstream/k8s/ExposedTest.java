package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.batch.ledger.LedgerConfig;
import dev.dermstream.batch.v1.BatchServiceGrpc;
import dev.dermstream.command.Dermstream;
import dev.dermstream.gateway.server.GatewayConfig;
import dev.dermstream.index.server.IndexConfig;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.node.server.NodeConfig;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.pacs.session.SessionConfig;
import dev.dermstream.pacs.v1.PacsServiceGrpc;
import dev.dermstream.platform.cluster.ClusterConfig;
import dev.dermstream.platform.release.ReleasesConfig;
import dev.dermstream.platform.telemetry.MetricsConfig;
import dev.dermstream.platform.telemetry.MetricsServer;
import dev.dermstream.platform.telemetry.ProcessHealth;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every port, probe, key, flag and variable that the manifests name against what the code really
 * has.
 */
class ExposedTest {
  /** The key of every port, by role and the port's name. */
  private static final Map<String, Map<String, String>> PORTS =
      Map.of(
          "gateway",
          Map.of("grpc", "gateway", "metrics", "gateway.metrics", "members", "cluster"),
          "node",
          Map.of("grpc", "node", "metrics", "node.metrics", "members", "cluster"),
          "index",
          Map.of("grpc", "index", "metrics", "index.metrics", "members", "cluster"),
          "pacs",
          Map.of(
              "grpc", "pacs.grpc",
              "dicom", "pacs.dicom",
              "stow", "pacs.stow",
              "metrics", "pacs.metrics"),
          "batch",
          Map.of("grpc", "batch", "metrics", "batch.metrics", "members", "batch.member"),
          "trainer",
          Map.of());

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

  /** How long each role may take to end after SIGTERM. */
  private static final Map<String, List<String>> DRAINS =
      Map.of(
          "gateway", List.of("gateway.drain-notice", "gateway.drain-limit"),
          "node", List.of("node.drain-timeout", "node.repository.drain-timeout"),
          "index", List.of("index.drain-timeout"),
          "pacs", List.of("pacs.drain-timeout"),
          // Seconds that no key says.
          "batch", List.of());

  /** What reads a variable that the configuration does not: a class or resource that names it. */
  private static final Map<String, String> READERS =
      Map.of(
          "DERMSTREAM_LOG_FORMAT", "dev/dermstream/command/Dermstream.class",
          "DJL_CACHE_DIR", "ai/djl/util/Utils.class",
          "AWS_ACCESS_KEY_ID", "software/amazon/awssdk/core/SdkSystemSetting.class",
          "AWS_SECRET_ACCESS_KEY", "software/amazon/awssdk/core/SdkSystemSetting.class");

  private static final Pattern FILE =
      Pattern.compile("/(?:etc/dermstream|releases|var|data|archive|results)(?:/[\\w.-]+)*");

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

  static Stream<Workload> workloads() {
    return Stream.of(
            Chart.defaults(),
            Chart.withValues("values-gpu.yaml"),
            Chart.withValues("values-dev.yaml"),
            Chart.rendered(
                Map.of(
                    "releases.trustedKeySecret",
                    "keys",
                    "trainer.signingKeySecret",
                    "signing",
                    "pacs.sendersSecret",
                    "hospital",
                    "batch.codesConfigMap",
                    "codes",
                    "batch.bucketsSecret",
                    "buckets")),
            Chart.rendered(Map.of("tls.issuer.name", "public", "tls.issuer.public", true)))
        .flatMap(rendered -> Workload.of(rendered).stream());
  }

  static Stream<Workload> servers() {
    return workloads().filter(one -> !one.component().equals("trainer"));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyPortIsTheOneThatIsListenedOn(Workload workload) throws IOException {
    Config config = workload.effective(folder).getConfig("dermstream");
    Map<String, String> keys = PORTS.get(workload.component());

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
    Map<String, Map<String, Integer>> ports = new java.util.TreeMap<>();
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

  @ParameterizedTest
  @MethodSource("servers")
  void everyKeyIsKnownAndEveryValueAccepted(Workload workload) throws IOException {
    Config config = workload.effective(folder);

    assertThatCode(
            () -> {
              switch (workload.component()) {
                case "gateway" -> GatewayConfig.from(config);
                case "node" -> NodeConfig.from(config);
                case "index" -> IndexConfig.from(config);
                case "pacs" -> SessionConfig.from(config);
                case "batch" -> LedgerConfig.from(config);
                default -> throw new AssertionError(workload);
              }
              ClusterConfig.from(config);
              ReleasesConfig.from(config);
            })
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void theArgumentsAreOnesThatTheCommandTakes(Workload workload) {
    CommandLine.ParseResult parsed =
        new CommandLine(new Dermstream())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(workload.arguments().toArray(String[]::new));

    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    if (workload.configuration().isEmpty()) {
      assertThat(parsed.commandSpec().name()).isEqualTo("refresh");
    } else {
      assertThat(parsed.commandSpec().name()).isEqualTo("serve");
      assertThat(parsed.<Path>matchedOptionValue("--config", Path.of("")))
          .isEqualTo(Path.of("/etc/dermstream/config", workload.component() + ".conf"));
      assertThat(workload.configuration()).containsKey(workload.component() + ".conf");
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void everyVariableIsReadAndEveryOneThatIsWantedIsSet(Workload workload) throws IOException {
    assertThat(workload.variables()).containsAll(workload.wanted()).doesNotHaveDuplicates();
    for (String name : workload.variables()) {
      // The launcher of the JDK reads it, and nothing in Java names it.
      if (!workload.wanted().contains(name) && !name.equals("JDK_JAVA_OPTIONS")) {
        assertThat(READERS).containsKey(name);
        assertThat(resource(READERS.get(name))).contains(name);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void everyFileThatIsNamedLiesInAVolume(Workload workload) {
    Map<String, String> mounts = workload.mounts();
    List<String> texts = new ArrayList<>(workload.configuration().values());
    texts.addAll(workload.arguments());
    List<String> named =
        texts.stream()
            .flatMap(text -> FILE.matcher(text).results().map(match -> match.group()))
            .distinct()
            .toList();

    assertThat(named)
        .isNotEmpty()
        .allSatisfy(file ->
            assertThat(mounts.keySet())
                .anyMatch(mount -> Path.of(file).startsWith(Path.of(mount))));
    assertThat(mounts.keySet())
        .as("mounted, and named by nothing")
        .allSatisfy(mount ->
            assertThat(mount.equals("/tmp") || mount.endsWith("/config") || used(mount, named))
                .isTrue());
  }

  private static boolean used(String mount, List<String> named) {
    return named.stream().anyMatch(file -> Path.of(file).startsWith(Path.of(mount)));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void everyMountIsAVolumeAndEverySecretFileIsThere(Workload workload) {
    Set<String> volumes = new TreeSet<>(workload.mounts().values());
    volumes.remove("log");

    assertThat(Manifest.each(workload.spec(), "volumes").map(one -> one.get("name").getAsString()))
        .containsExactlyInAnyOrderElementsOf(volumes);
    Manifest.each(workload.spec(), "volumes")
        .filter(volume -> volume.has("secret"))
        .map(volume -> volume.getAsJsonObject("secret"))
        .filter(secret -> secret.has("items"))
        .forEach(secret -> {
          String file =
              Manifest.each(secret, "items").findFirst().orElseThrow().get("path").getAsString();
          assertThat(String.join("\n", workload.configuration().values()) + workload.arguments())
              .contains("/" + file);
        });
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theKillComesAfterTheDrain(Workload workload) throws IOException {
    Config config = workload.effective(folder).getConfig("dermstream");
    long pause =
        Manifest.find(workload.container(), "lifecycle", "preStop", "sleep", "seconds")
            .map(JsonElement::getAsLong)
            .orElse(0L);
    Duration drain =
        DRAINS.get(workload.component()).stream()
            .map(config::getDuration)
            .reduce(Duration.ofSeconds(pause), Duration::plus);

    assertThat(workload.spec().get("terminationGracePeriodSeconds").getAsLong())
        .isGreaterThanOrEqualTo(drain.toSeconds() + 10)
        .isLessThanOrEqualTo(drain.toSeconds() + 60);
  }

  @Test
  void addressesOfTheGatewayLeadToItsService() throws IOException {
    List<Manifest> rendered = Chart.defaults();
    Manifest service =
        rendered.stream()
            .filter(one -> one.id().equals("Service/dermstream-gateway"))
            .findFirst()
            .orElseThrow();
    int port =
        Manifest.each(service.tree(), "spec", "ports")
            .filter(one -> one.get("name").getAsString().equals("grpc"))
            .findFirst()
            .orElseThrow()
            .get("port")
            .getAsInt();
    String address = service.name() + ":" + port;

    for (Workload workload : Workload.of(rendered)) {
      String role = workload.component();
      if (role.equals("trainer")) {
        assertThat(workload.arguments()).containsSequence("--server", address);
      } else if (List.of("pacs", "batch").contains(role)) {
        assertThat(workload.effective(folder).getString("dermstream." + role + ".gateway.address"))
            .isEqualTo(address);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"dermstream-members,gateway node index", "dermstream-batch-members,batch"})
  void membersFindOneAnotherByTheirService(String name, String roles) throws IOException {
    List<Manifest> rendered = Chart.defaults();
    Manifest members =
        rendered.stream()
            .filter(one -> one.id().equals("Service/" + name))
            .findFirst()
            .orElseThrow();
    JsonObject selector = members.find("spec", "selector").orElseThrow().getAsJsonObject();
    List<String> found = new ArrayList<>();

    assertThat(members.text("spec", "clusterIP")).isEqualTo("None");
    assertThat(members.text("spec", "publishNotReadyAddresses")).isEqualTo("true");
    for (Workload workload : Workload.of(rendered)) {
      JsonObject labels = workload.pod().getAsJsonObject("metadata").getAsJsonObject("labels");
      if (labels.asMap().entrySet().containsAll(selector.asMap().entrySet())) {
        found.add(workload.component());
        Config config = workload.effective(folder);
        assertThat(ClusterConfig.from(config).kubernetesService())
            .isEqualTo(name + ".POD_NAMESPACE.svc.cluster.local");
        assertThat(config.getInt(membership(workload) + ".ports")).isEqualTo(1);
        assertThat(ClusterConfig.from(config).host()).isEqualTo("0.0.0.0");
      }
    }
    assertThat(found).containsExactlyInAnyOrder(roles.split(" "));
  }

  private static String membership(Workload workload) {
    return "dermstream." + PORTS.get(workload.component()).get("members");
  }

  @Test
  void whoSpeaksWithWhomIsInTheCertificates() throws IOException {
    List<Manifest> rendered = Chart.defaults();
    Map<String, String> names = new java.util.TreeMap<>();
    rendered.stream()
        .filter(one -> one.kind().equals("Certificate") && one.name().endsWith("-internal"))
        .forEach(one -> {
          assertThat(one.text("spec", "privateKey", "encoding")).isEqualTo("PKCS8");
          names.put(
              one.text("spec", "secretName"),
              one.find("spec", "dnsNames").orElseThrow().getAsJsonArray().get(0).getAsString());
        });
    Map<String, List<String>> partners =
        Map.of(
            "gateway", List.of("node", "index"),
            "node", List.of("gateway"),
            "index", List.of("gateway"),
            "batch", List.of("operator"));

    for (Workload workload : Workload.of(rendered)) {
      if (partners.containsKey(workload.component())) {
        assertThat(workload.effective(folder).getStringList("dermstream.internal-tls.peers"))
            .containsExactlyElementsOf(
                partners.get(workload.component()).stream()
                    .map(role -> names.get("dermstream-" + role + "-internal"))
                    .toList());
      }
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Dermstream.class.getClassLoader().getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
