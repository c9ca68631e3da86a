package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The files for Kustomize that are the chart's rendering, so that neither can drift from the other.
 * {@code ./mvnw -pl k8s -am package -Dtest=GeneratedFilesTest -Dk8s.write=true
 * -Dsurefire.failIfNoSpecifiedTests=false} writes them anew.
 */
class GeneratedFilesTest {
  private static final String HEAD =
      """
      # The chart's rendering %s, file by file; made by GeneratedFilesTest, not by hand.
      """;

  @Test
  void theBaseIsWhatTheChartRendersByDefault() throws IOException {
    require("base", Kustomization.of(HEAD.formatted("with its defaults"), Chart.defaults()));
  }

  /** Clear text changes nearly every object, so it is no patch of the base. */
  @Test
  void theOverlayDevIsWhatTheChartRendersWithItsValues() throws IOException {
    String head = HEAD.formatted("with values-dev.yaml") + "namespace: dermstream\n";
    require(
        "overlays/dev",
        Kustomization.of(head, Chart.withValues("values-dev.yaml"), "../../namespace"));
  }

  @Test
  void theScaledObjectIsTheCharts() throws IOException {
    List<Manifest> rendered = Chart.rendered(Map.of("node.autoscaling.type", "keda"));
    Manifest scaled =
        rendered.stream()
            .filter(one -> one.kind().equals("ScaledObject"))
            .findFirst()
            .orElseThrow();

    require(
        "components/keda",
        Map.of(Path.of("scaledobject.yaml"), scaled.text()),
        "kustomization.yaml");
  }

  /** Nothing else may lie in the folder but what is named as written by hand. */
  private static void require(String folder, Map<Path, String> wanted, String... byHand)
      throws IOException {
    Path target = Chart.root().resolve("k8s").resolve(folder);
    if (Boolean.getBoolean("k8s.write")) {
      write(target, wanted);
    }
    Map<Path, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(target)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(target.relativize(file), Files.readString(file));
      }
    }
    Stream.of(byHand).forEach(name -> found.remove(Path.of(name)));
    assertThat(found)
        .as("%s: -Dk8s.write=true writes it anew", folder)
        .containsExactlyInAnyOrderEntriesOf(wanted);
  }

  private static void write(Path target, Map<Path, String> files) throws IOException {
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Path path = target.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
