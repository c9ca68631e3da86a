package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart's values, and what Helm itself says of it. */
class ChartTest {
  @Test
  void helmFindsNothingWrong() {
    LintResult lint = Chart.lint();

    assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "gateway.replicas,0",
    "gateway.replica,2",
    "node.autoscaling.type,vpa",
    "node.startupSeconds,5",
    "node.gpus,-1",
    "audit.mode,sometimes",
    "logFormat,xml",
    "image.pullPolicy,Sometimes",
    "image.repository,''",
    "releases.claim,Upper Case",
    "releases.accessMode,ReadOnlyMany",
    "trainer.dataFolder,../secrets",
    "trainer.schedule,every Sunday",
    "tls.issuer.kind,Authority",
    "network.enabled,true",
  })
  void aValueThatCannotBeIsRefused(String path, String value) {
    assertThatThrownBy(() -> Chart.rendered(Map.of(path, value)))
        .hasMessageContaining("values don't meet the specifications of the schema");
  }

  @Test
  void aTrainerThatCannotSignIsRefusedWhereReleasesMustBeSigned() {
    assertThatThrownBy(() -> Chart.rendered(Map.of("releases.trustedKeySecret", "keys")))
        .hasMessageContaining("give the trainer a key (trainer.signingKeySecret)");
  }

  @Test
  void everyDefaultIsAskedForByTheSchemaAndUsed() throws IOException {
    JsonElement values = Manifest.tree(Files.readString(Chart.FOLDER.resolve("values.yaml")));
    JsonElement schema =
        JsonParser.parseString(Files.readString(Chart.FOLDER.resolve("values.schema.json")));
    String templates = templates();

    List<String> leaves = new ArrayList<>();
    compare("", values, schema, leaves);
    assertThat(leaves).hasSizeGreaterThan(80);
    assertThat(leaves)
        .allSatisfy(leaf -> {
          String name = leaf.substring(leaf.lastIndexOf('.') + 1);
          assertThat(templates).containsPattern("\\." + Pattern.quote(name) + "\\b");
        });
  }

  /** Every value stands in the schema and everything in the schema has a default. */
  private static void compare(
      String path, JsonElement value, JsonElement schema, List<String> leaves) {
    if (!schema.getAsJsonObject().has("properties")) {
      leaves.add(path);
      return;
    }
    Map<String, JsonElement> properties =
        schema.getAsJsonObject().getAsJsonObject("properties").asMap();
    assertThat(schema.getAsJsonObject().get("additionalProperties").getAsBoolean()).isFalse();
    for (String key : value.getAsJsonObject().keySet()) {
      assertThat(properties).as(path).containsKey(key);
      compare(path + "." + key, value.getAsJsonObject().get(key), properties.get(key), leaves);
    }
    assertThat(value.getAsJsonObject().keySet())
        .as(path)
        .containsAll(properties.keySet().stream().filter(key -> !key.equals("global")).toList());
  }

  @Test
  void aNodeWithAGpuAsksForItAndGoesWhereItIs() {
    Workload node =
        Workload.of(Chart.withValues("values-gpu.yaml")).stream()
            .filter(one -> one.component().equals("node"))
            .findFirst()
            .orElseThrow();

    assertThat(Manifest.find(node.container(), "resources", "limits", "nvidia.com/gpu"))
        .hasValueSatisfying(gpus -> assertThat(gpus.getAsInt()).isOne());
    assertThat(node.spec().getAsJsonObject("nodeSelector").keySet())
        .containsExactly("nvidia.com/gpu.present");
    assertThat(Manifest.each(node.spec(), "tolerations"))
        .anyMatch(one -> one.get("key").getAsString().equals("nvidia.com/gpu"));
    assertThat(node.container().get("image").getAsString()).endsWith("-gpu");
  }

  @ParameterizedTest
  @MethodSource("needs")
  void theNotesNameEverythingThatMustBeThereAndNothingThatIsMade(Map<String, Object> values) {
    List<Manifest> rendered = Chart.rendered(values);
    Set<String> needed = new TreeSet<>();
    Set<String> made = new TreeSet<>();
    for (Manifest manifest : rendered) {
      manifest.pod().ifPresent(pod -> Manifest.walk(pod, (key, value) -> need(key, value, needed)));
      switch (manifest.kind()) {
        case "Certificate" -> made.add(manifest.text("spec", "secretName"));
        case "PersistentVolumeClaim", "ConfigMap" -> made.add(manifest.name());
        default -> {}
      }
    }
    String notes = Chart.notes(values);
    needed.removeAll(made);

    assertThat(needed)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(notes).containsPattern(Pattern.quote(name) + "(?![\\w-])"));
  }

  static Stream<Map<String, Object>> needs() {
    return Stream.of(
        Map.of(),
        Map.of("tls.certManager", false, "releases.create", false),
        Map.of(
            "releases.trustedKeySecret", "keys",
            "trainer.signingKeySecret", "signing",
            "pacs.sendersSecret", "hospital",
            "batch.codesConfigMap", "codes",
            "batch.bucketsSecret", "buckets"),
        Map.of("audit.mode", "off", "batch.enabled", false, "authentication.enabled", false));
  }

  private static void need(String key, JsonElement value, Set<String> needed) {
    switch (key) {
      case "secretName", "claimName" -> needed.add(value.getAsString());
      case "secretKeyRef", "configMap" ->
          needed.add(value.getAsJsonObject().get("name").getAsString());
      default -> {}
    }
  }

  @Test
  void theChartIsOfTheProjectsVersion() throws IOException {
    JsonElement chart = Manifest.tree(Files.readString(Chart.FOLDER.resolve("Chart.yaml")));
    String pom = Files.readString(Chart.root().resolve("pom.xml"));
    String version = chart.getAsJsonObject().get("appVersion").getAsString();

    assertThat(pom).contains("<artifactId>dermstream</artifactId>\n  <version>" + version + "<");
    for (String file : List.of("overlays/cpu/kustomization.yaml", "overlays/gpu/node.yaml")) {
      assertThat(Files.readString(Chart.root().resolve("k8s").resolve(file))).contains(version);
    }
  }

  @Test
  void anotherNameOfTheReleaseLeavesNoNameBehind() {
    List<Manifest> rendered = Chart.named("skin", "clinic");

    assertThat(rendered)
        .filteredOn(one -> !one.kind().equals("PersistentVolumeClaim"))
        .extracting(Manifest::name)
        .allMatch(name -> name.startsWith("skin-dermstream"));
    assertThat(rendered)
        .filteredOn(one -> one.pod().isPresent() || Kustomization.isConfiguration(one))
        .allSatisfy(one ->
            assertThat(one.text()).doesNotContain(" dermstream-gateway", "\"dermstream-members"));
  }

  private static String templates() throws IOException {
    try (Stream<Path> files = Files.list(Chart.FOLDER.resolve("templates"))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    }
  }
}
