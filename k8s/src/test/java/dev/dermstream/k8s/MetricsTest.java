package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.dermstream.node.server.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What monitoring and scaling ask for against what the servers export. */
class MetricsTest {
  private static final Path FOLDER = Chart.root().resolve("k8s");
  private static final Pattern METRIC = Pattern.compile("\\bdermstream_[a-z0-9_]+");
  private static final Pattern PART = Pattern.compile("_(?:bucket|count|sum)$");

  /** That all of them are exported is asked of a running cluster beside the command's tests. */
  @Test
  void everyMetricOfRulesAndDashboardIsExplained() throws IOException {
    Set<String> asked = named(Files.readString(FOLDER.resolve("alerts.yaml")));
    asked.addAll(named(Files.readString(FOLDER.resolve("grafana-dashboard.json"))));

    assertThat(asked).hasSizeGreaterThan(40).allSatisfy(MetricsTest::requireExplained);
  }

  @Test
  void everyMetricThatNodesAreScaledByIsTheirs() throws Exception {
    Set<String> code = inTheCode();
    Set<String> asked = new TreeSet<>();
    adapter().forEach(rule -> asked.addAll(named(rule.query() + rule.series())));
    queries().forEach(query -> asked.addAll(named(query)));

    assertThat(asked).hasSize(2).isSubsetOf(code).allSatisfy(MetricsTest::requireExplained);
  }

  private static void requireExplained(String name) {
    try {
      assertThat(Files.readString(Chart.root().resolve("docs/operations.md")))
          .contains("`" + name + "`");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theAutoscalerAsksForWhatTheAdapterOffers() throws IOException {
    Manifest autoscaler = one("HorizontalPodAutoscaler/dermstream-node", Chart.defaults());

    assertThat(
            Manifest.each(autoscaler.tree(), "spec", "metrics")
                .filter(metric -> metric.get("type").getAsString().equals("Pods"))
                .map(metric -> Manifest.find(metric, "pods", "metric", "name").orElseThrow())
                .map(JsonElement::getAsString))
        .containsExactlyInAnyOrderElementsOf(adapter().stream().map(Rule::name).toList());
  }

  @Test
  void kedaAsksTheSameQuestionsAsTheAdapter() throws IOException {
    List<String> adapters = adapter().stream().map(Rule::query).map(MetricsTest::plain).toList();

    assertThat(queries().stream().map(MetricsTest::plain)).containsExactlyElementsOf(adapters);
  }

  @Test
  void promtoolAcceptsEveryQuery() throws Exception {
    assumeThat(onPath("promtool"))
        .as("promtool (Debian package prometheus) is not installed: the queries were not checked")
        .isTrue();
    List<String> all = new ArrayList<>(queries());
    adapter().forEach(rule -> all.add(rule.asked()));
    StringBuilder rules = new StringBuilder("groups:\n  - name: scaling\n    rules:\n");
    for (int i = 0; i < all.size(); i++) {
      rules.append("      - record: query:%d\n        expr: |-\n".formatted(i));
      all.get(i).lines().forEach(line -> rules.append("          ").append(line).append('\n'));
    }
    Path file = Files.writeString(Files.createTempFile("scaling", ".yaml"), rules);
    try {
      Process process =
          new ProcessBuilder("promtool", "check", "rules", file.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s", said).isZero();
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void theRulesAndTheDashboardAreThoseOfTheFiles() throws IOException {
    JsonElement alerts = Manifest.tree(Files.readString(FOLDER.resolve("alerts.yaml")));
    String dashboard = Files.readString(FOLDER.resolve("grafana-dashboard.json"));

    assertThat(one("PrometheusRule/dermstream", Chart.defaults()).find("spec")).hasValue(alerts);
    assertThat(
            JsonParser.parseString(
                one("ConfigMap/dermstream-dashboard", Chart.defaults())
                    .text("data", "dermstream.json")))
        .isEqualTo(JsonParser.parseString(dashboard));
  }

  @Test
  void everyServerIsScrapedUnderAJobThatTheAlertsKnow() {
    List<Manifest> rendered = Chart.defaults();
    Manifest monitor = one("ServiceMonitor/dermstream", Chart.defaults());
    JsonElement endpoint =
        Manifest.each(monitor.tree(), "spec", "endpoints").findFirst().orElseThrow();

    assertThat(Manifest.each(endpoint, "relabelings").findFirst())
        .hasValueSatisfying(rule -> {
          assertThat(rule.get("targetLabel").getAsString()).isEqualTo("job");
          assertThat(rule.get("replacement").getAsString()).startsWith("dermstream-");
        });
    assertThat(rendered)
        .filteredOn(one -> one.kind().equals("Service") && !one.name().endsWith("-members"))
        .hasSize(5)
        .allSatisfy(service -> {
          assertThat(service.text("metadata", "labels", "dermstream.dev/metrics"))
              .isEqualTo("true");
          assertThat(Manifest.each(service.tree(), "spec", "ports"))
              .anyMatch(port -> port.get("name").equals(endpoint.getAsJsonObject().get("port")));
        });
  }

  /**
   * What the adapter offers.
   *
   * @param series by which it finds the pods
   */
  private record Rule(String name, String series, String query) {
    /** As Prometheus is asked. */
    String asked() {
      return query.replace("<<.LabelMatchers>>", "namespace=\"x\"").replace("<<.GroupBy>>", "pod");
    }
  }

  private static List<Rule> adapter() throws IOException {
    JsonElement values = Manifest.tree(Files.readString(FOLDER.resolve("prometheus-adapter.yaml")));
    return Manifest.each(values, "rules", "custom")
        .map(rule ->
            new Rule(
                Manifest.find(rule, "name", "as").orElseThrow().getAsString(),
                rule.get("seriesQuery").getAsString(),
                rule.get("metricsQuery").getAsString()))
        .toList();
  }

  private static List<String> queries() {
    Manifest scaled =
        one(
            "ScaledObject/dermstream-node",
            Chart.rendered(Map.of("node.autoscaling.type", "keda")));
    return Manifest.each(scaled.tree(), "spec", "triggers")
        .map(trigger -> Manifest.find(trigger, "metadata", "query").orElseThrow().getAsString())
        .toList();
  }

  /** Without whose and by whom. */
  private static String plain(String query) {
    return query.replaceAll("\\{[^}]*\\}| by \\(<<.GroupBy>>\\)", "");
  }

  private static Manifest one(String id, List<Manifest> rendered) {
    return rendered.stream().filter(manifest -> manifest.id().equals(id)).findFirst().orElseThrow();
  }

  private static Set<String> named(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(match -> PART.matcher(match.group()).replaceAll(""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Names that stand as constants in the classes of the node. */
  private static Set<String> inTheCode() throws IOException, URISyntaxException {
    Set<String> names = new TreeSet<>();
    URI place = NodeConfig.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    for (byte[] content : classes(Path.of(place))) {
      names.addAll(named(new String(content, StandardCharsets.ISO_8859_1)));
    }
    return names;
  }

  private static List<byte[]> classes(Path place) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    if (Files.isDirectory(place)) {
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".class")).toList()) {
          contents.add(Files.readAllBytes(file));
        }
      }
      return contents;
    }
    try (JarFile jar = new JarFile(place.toFile())) {
      for (JarEntry entry : jar.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        contents.add(jar.getInputStream(entry).readAllBytes());
      }
    }
    return contents;
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
