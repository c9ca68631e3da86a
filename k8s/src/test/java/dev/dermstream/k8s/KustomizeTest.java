package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Kustomize makes of the overlays against what the chart renders. */
class KustomizeTest {
  private static final Path FOLDER = Chart.root().resolve("k8s");
  private static final Pattern HASH = Pattern.compile("-[a-z0-9]{10}$");

  @ParameterizedTest
  @CsvSource({"cpu,values.yaml", "gpu,values-gpu.yaml", "dev,values-dev.yaml"})
  void anOverlayIsTheChartWithItsValues(String overlay, String values) throws Exception {
    List<Manifest> built = kustomize(FOLDER.resolve("overlays").resolve(overlay));

    assertThat(built).allSatisfy(Schemas::require);
    requireSame(built, Chart.withValues(values));
  }

  @Test
  void theComponentReplacesTheAutoscalerOfTheNodes() throws Exception {
    Path folder = Files.createTempDirectory(FOLDER.resolve("target"), "keda");
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: dermstream
        resources: [../../overlays/cpu]
        components: [../../components/keda]
        """);

    requireSame(kustomize(folder), Chart.rendered(Map.of("node.autoscaling.type", "keda")));
  }

  /** Without the tool, too: nothing of the base is left out, and no overlay names what is not. */
  @ParameterizedTest
  @CsvSource({
    "base",
    "namespace",
    "overlays/cpu",
    "overlays/gpu",
    "overlays/dev",
    "components/keda"
  })
  void everyKustomizationNamesFilesThatAreThere(String name) throws IOException {
    Path folder = FOLDER.resolve(name);
    JsonElement tree = Manifest.tree(Files.readString(folder.resolve("kustomization.yaml")));

    assertThat(tree.getAsJsonObject().getAsJsonArray("resources"))
        .isNotEmpty()
        .allSatisfy(resource -> assertThat(folder.resolve(resource.getAsString())).exists());
    assertThat(Manifest.each(tree, "configMapGenerator"))
        .allSatisfy(generator ->
            assertThat(generator.getAsJsonArray("files"))
                .allSatisfy(file -> assertThat(folder.resolve(file.getAsString())).exists()));
  }

  private static void requireSame(List<Manifest> built, List<Manifest> rendered) {
    Map<String, JsonElement> wanted = comparable(rendered);
    Map<String, JsonElement> found = comparable(built);
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    found.forEach((id, tree) -> assertThat(tree).as(id).isEqualTo(wanted.get(id)));
  }

  /** By KIND/NAME, without what the two ways may differ in: namespace, checksums, hashes. */
  private static Map<String, JsonElement> comparable(List<Manifest> manifests) {
    Map<String, JsonElement> byName = new TreeMap<>();
    for (Manifest manifest : manifests) {
      if (manifest.kind().equals("Namespace")) {
        continue;
      }
      JsonObject tree = manifest.tree().deepCopy();
      JsonObject metadata = tree.getAsJsonObject("metadata");
      metadata.remove("namespace");
      metadata.remove("annotations");
      if (Kustomization.isConfiguration(manifest)) {
        metadata.remove("labels");
        stripValues(tree.getAsJsonObject("data"));
      }
      manifest.pod().ifPresent(pod -> Manifest.walk(tree, KustomizeTest::strip));
      Manifest.walk(metadata, KustomizeTest::strip);
      if (tree.get("kind").getAsString().equals("ConfigMap")) {
        strip("configMap", metadata);
      }
      byName.put(manifest.kind() + "/" + metadata.get("name").getAsString(), tree);
    }
    return byName;
  }

  private static void strip(String key, JsonElement value) {
    if (key.equals("configMap")) {
      JsonObject reference = value.getAsJsonObject();
      String name = reference.get("name").getAsString();
      reference.addProperty("name", HASH.matcher(name).replaceAll(""));
    } else if (key.equals("metadata")) {
      value.getAsJsonObject().remove("annotations");
    }
  }

  private static void stripValues(JsonObject data) {
    for (String key : List.copyOf(data.keySet())) {
      data.addProperty(key, data.get(key).getAsString().strip());
    }
  }

  private static List<Manifest> kustomize(Path folder) throws IOException, InterruptedException {
    assumeThat(onPath("kubectl"))
        .as("kubectl is not installed: the overlays were not built by Kustomize")
        .isTrue();
    Path complaints = Files.createTempFile("kustomize", ".txt");
    try {
      Process process =
          new ProcessBuilder("kubectl", "kustomize", folder.toString())
              .redirectError(complaints.toFile())
              .start();
      String built = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(Files.readString(complaints)).isZero();
      return Manifest.read(folder.toString(), built);
    } finally {
      Files.delete(complaints);
    }
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
