package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.release.ReleaseCheck;
import dev.dermstream.platform.release.ReleaseDraft;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsFiles;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules and the dashboard in {@code k8s/} against what a running cluster exports. */
class MonitoringIT {
  private static final Path FOLDER = Repository.root().resolve("k8s");
  private static final Pattern METRIC = Pattern.compile("\\b(?:dermstream|jvm|process)_[a-z0-9_]+");
  private static final Pattern ALERT = Pattern.compile("^ +- alert: (\\w+)$", Pattern.MULTILINE);

  @TempDir static Path folder;
  private static Set<String> exported;

  @BeforeAll
  static void ask() throws Exception {
    exported = exported();
  }

  @Test
  void everyMetricNamedInRulesDashboardAndScalingIsExported() throws IOException {
    Set<String> named = named("");
    named.addAll(metrics(Files.readString(FOLDER.resolve("components/keda/scaledobject.yaml"))));
    // Those of the edge and of the batch workers are held against these where they run.
    named.removeIf(name -> name.matches("dermstream_(?:pacs|batch)_.*"));
    assertThat(named).hasSizeGreaterThan(20);

    assertThat(exported).containsAll(named);
  }

  @Test
  void everyMetricOfOursThatIsExportedIsExplained() throws IOException {
    String operations = Files.readString(Repository.root().resolve("docs/operations.md"));
    Set<String> ours =
        exported.stream()
            .filter(name -> name.startsWith("dermstream_"))
            .map(name -> name.replaceFirst("_(?:bucket|count|sum)$", ""))
            .collect(Collectors.toSet());

    assertThat(ours).hasSizeGreaterThan(30);
    assertThat(ours).allSatisfy(name -> assertThat(operations).contains("`" + name + "`"));
  }

  @Test
  void everyAlertIsExplained() throws IOException {
    List<String> alerts =
        ALERT
            .matcher(Files.readString(FOLDER.resolve("alerts.yaml")))
            .results()
            .map(match -> match.group(1))
            .toList();
    String operations = Files.readString(Repository.root().resolve("docs/operations.md"));

    assertThat(alerts).hasSizeGreaterThan(15).doesNotHaveDuplicates();
    assertThat(alerts).allSatisfy(alert -> assertThat(operations).contains("| " + alert + " |"));
  }

  @Test
  void thePanelsHaveQueriesAndPlacesOfTheirOwn() throws IOException {
    JsonObject dashboard = dashboard();
    assertThat(dashboard.getAsJsonArray("panels").asList())
        .hasSizeGreaterThan(10)
        .extracting(panel -> panel.getAsJsonObject().get("gridPos").toString())
        .doesNotHaveDuplicates();
    assertThat(queries()).hasSizeGreaterThan(20).noneMatch(String::isBlank);
  }

  @Test
  void promtoolAcceptsTheRulesAndTheyFireWhenTheyShould() throws Exception {
    assumeThat(onPath("promtool"))
        .as("promtool (Debian package prometheus) is not installed: the rules were not checked")
        .isTrue();

    assertSucceeds("promtool", "check", "rules", "alerts.yaml");
    assertSucceeds("promtool", "test", "rules", "alerts-test.yaml");
  }

  @Test
  void promtoolAcceptsEveryQueryOfTheDashboard() throws Exception {
    assumeThat(onPath("promtool"))
        .as("promtool (Debian package prometheus) is not installed: the queries were not checked")
        .isTrue();
    StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    int number = 0;
    for (String query : queries()) {
      rules.append("      - record: panel:query:%d\n".formatted(number++));
      rules.append("        expr: '%s'\n".formatted(query.replace("$__rate_interval", "5m")));
    }
    Path file = Files.writeString(Files.createTempFile("dashboard", ".yaml"), rules);
    try {
      assertSucceeds("promtool", "check", "rules", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Names of all metrics of a cluster in one process that has an audit and certificates, follows a
   * release store and has answered a request.
   */
  private static Set<String> exported() throws Exception {
    System.setProperty("dermstream.home", Repository.root().toString());
    ConfigFactory.invalidateCaches();
    TlsFiles files = new TestAuthority("cluster").issue(folder, "own", "cluster.test");
    Config config =
        ConfigFactory.parseString(
                """
                dermstream {
                  releases.store = "%s"
                  index.port = 0, node.port = 0
                  gateway { port = 0, metrics.port = 0, audit.directory = "%s" }
                  internal-tls {
                    enabled = true, certificate = "%s", key = "%s", authorities = "%s"
                  }
                }
                """
                    .formatted(
                        store(),
                        folder,
                        files.certificate(),
                        files.key(),
                        files.authorities().orElseThrow()))
            .withFallback(Configuration.load(null));
    try (LocalCluster cluster = LocalCluster.start(config, LocalCluster.Ports.CONFIGURED);
        HttpClient client = HttpClient.newHttpClient()) {
      answer(cluster.gatewayAddress());
      return client
          .send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:%d/metrics".formatted(cluster.metricsPort())))
                  .build(),
              BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("[{ ]", 2)[0])
          .collect(Collectors.toSet());
    }
  }

  private static Path store() throws IOException {
    ReleaseStore store = new ReleaseStore(folder.resolve("store"), TrustedKeys.NONE);
    ReleaseDraft draft = ReleaseDraft.of(Repository.root().resolve("releases/demonstration"));
    store.activate(store.build(draft, ReleaseCheck.NONE).id(), ReleaseCheck.NONE, false, "");
    return store.directory();
  }

  private static void answer(String gateway) throws IOException {
    ManagedChannel channel = NettyChannelBuilder.forTarget(gateway).usePlaintext().build();
    try {
      ScreenResponse answer =
          ScreeningServiceGrpc.newBlockingStub(channel)
              .withWaitForReady()
              .withDeadlineAfter(60, TimeUnit.SECONDS)
              .screen(
                  ScreenRequest.newBuilder()
                      .setImage(
                          ByteString.copyFrom(
                              TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR)))
                      .build());
      assertThat(answer.getReport().hasRejection()).isFalse();
    } finally {
      channel.shutdownNow();
    }
  }

  /** Metrics with this beginning that rules and dashboard ask for. */
  static Set<String> named(String beginning) throws IOException {
    Set<String> named = new TreeSet<>(metrics(Files.readString(FOLDER.resolve("alerts.yaml"))));
    for (String query : queries()) {
      named.addAll(metrics(query));
    }
    named.removeIf(name -> !name.startsWith(beginning));
    return named;
  }

  private static Set<String> metrics(String text) {
    return METRIC.matcher(text).results().map(match -> match.group()).collect(Collectors.toSet());
  }

  private static JsonObject dashboard() throws IOException {
    return JsonParser.parseString(Files.readString(FOLDER.resolve("grafana-dashboard.json")))
        .getAsJsonObject();
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonElement panel : dashboard().getAsJsonArray("panels")) {
      for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
        queries.add(target.getAsJsonObject().get("expr").getAsString());
      }
    }
    return queries;
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static void assertSucceeds(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s", said).isZero();
  }
}
