package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every object against the schema of its kind. */
class SchemaTest {
  private static final List<String> FOLDERS =
      List.of("base", "overlays/dev", "components/keda", "namespace");

  @ParameterizedTest
  @MethodSource("renderings")
  void everyObjectOfTheChartFits(Map<String, Object> values) {
    List<Manifest> rendered = Chart.rendered(values);

    assertThat(rendered).hasSizeGreaterThan(15);
    assertThat(rendered).allSatisfy(Schemas::require);
  }

  static Stream<Map<String, Object>> renderings() {
    return Stream.of(
        Map.of(),
        Map.of("batch.enabled", false),
        Map.of("node.autoscaling.type", "keda"),
        Map.of("tls.enabled", false, "authentication.enabled", false, "audit.mode", "off"),
        Map.of("tls.certManager", false, "releases.create", false, "priorityClasses.create", false),
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
            "buckets"),
        Map.of("tls.issuer.name", "letsencrypt", "tls.issuer.public", true),
        Map.of("trainer.enabled", false, "pacs.enabled", false, "networkPolicies.enabled", false),
        Map.of("gateway.autoscaling.enabled", false, "node.autoscaling.type", "none"));
  }

  @ParameterizedTest
  @CsvSource({"values-gpu.yaml", "values-dev.yaml"})
  void everyObjectOfTheChartFitsWithTheValuesBesideIt(String file) {
    assertThat(Chart.withValues(file)).hasSizeGreaterThan(15).allSatisfy(Schemas::require);
  }

  @Test
  void everyObjectInTheFoldersForKustomizeFits() throws IOException {
    for (String folder : FOLDERS) {
      assertThat(files(folder)).isNotEmpty().allSatisfy(Schemas::require);
    }
  }

  @Test
  void noTwoObjectsHaveOneName() {
    List<Manifest> rendered = Chart.defaults();

    assertThat(rendered).extracting(Manifest::id).doesNotHaveDuplicates();
    assertThat(rendered.stream().map(Manifest::kind).collect(Collectors.toSet()))
        .containsAll(Set.of("Deployment", "StatefulSet", "CronJob", "NetworkPolicy", "Issuer"));
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment,terminationGracePeriodSeconds,terminationGraceSeconds",
    "Deployment,failureThreshold: 12,failureThreshold: twelve",
    "StatefulSet,updateStrategy,strategy",
    "CronJob,concurrencyPolicy,concurrency",
    "NetworkPolicy,podSelector,selector",
    "HorizontalPodAutoscaler,averageUtilization: 70,averageUtilization: most",
    "PodDisruptionBudget,maxUnavailable,maxUnavailabe",
    "Certificate,secretName,secret",
    "Certificate,dnsNames: [operator.dermstream.internal],dnsNames: operator",
    "Issuer,selfSigned,selfsigned",
    "ServiceMonitor,interval,every",
    "PrometheusRule,expr,expression",
    "ScaledObject,pollingInterval,polling",
  })
  void whatDoesNotFitIsSeen(String kind, String right, String wrong) {
    List<Manifest> rendered =
        kind.equals("ScaledObject")
            ? Chart.rendered(Map.of("node.autoscaling.type", "keda"))
            : Chart.defaults();
    Manifest manifest =
        rendered.stream()
            .filter(one -> one.kind().equals(kind) && one.text().contains(right))
            .findFirst()
            .orElseThrow();
    Manifest broken = Manifest.read("broken", manifest.text().replace(right, wrong)).getFirst();

    assertThatCode(() -> Schemas.require(manifest)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Schemas.require(broken)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Manifest> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Chart.root().resolve("k8s").resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .flatMap(file -> Manifest.read(file.toString(), text(file)).stream())
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
