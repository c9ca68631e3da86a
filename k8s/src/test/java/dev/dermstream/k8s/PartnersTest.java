package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.typesafe.config.Config;
import dev.dermstream.platform.cluster.ClusterConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the processes find and know one another. */
class PartnersTest {
  @TempDir Path folder;

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
        assertThat(
                config.getInt(
                    "dermstream."
                        + Workloads.PORTS.get(workload.component()).get("members")
                        + ".ports"))
            .isEqualTo(1);
        assertThat(ClusterConfig.from(config).host()).isEqualTo("0.0.0.0");
      }
    }
    assertThat(found).containsExactlyInAnyOrder(roles.split(" ", -1));
  }

  @Test
  void whoSpeaksWithWhomIsInTheCertificates() throws IOException {
    List<Manifest> rendered = Chart.defaults();
    Map<String, String> names = new TreeMap<>();
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
}
