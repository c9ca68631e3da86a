package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pod may do, and what it holds. */
class SecurityTest {
  private static final List<Manifest> ALL = Chart.defaults();

  static Stream<Workload> workloads() {
    return Workloads.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void aPodHasNoMoreRightsThanItNeeds(Workload workload) {
    JsonObject spec = workload.spec();
    JsonObject container = workload.container();

    assertThat(Manifest.each(spec, "containers")).hasSize(1);
    assertThat(spec.get("automountServiceAccountToken").getAsBoolean()).isFalse();
    assertThat(spec.getAsJsonObject("securityContext").get("runAsNonRoot").getAsBoolean()).isTrue();
    assertThat(text(spec, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
    assertThat(text(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo("true");
    assertThat(text(container, "securityContext", "allowPrivilegeEscalation")).isEqualTo("false");
    assertThat(Manifest.find(container, "securityContext", "capabilities", "drop"))
        .hasValueSatisfying(drop -> assertThat(drop.toString()).isEqualTo("[\"ALL\"]"));
    assertThat(List.of("hostNetwork", "hostPID", "hostIPC")).noneMatch(spec::has);
    assertThat(Manifest.find(container, "resources", "limits", "memory"))
        .as("as much as is asked for, so that no pod is killed for its neighbours")
        .isEqualTo(Manifest.find(container, "resources", "requests", "memory"));
    assertThat(Manifest.each(spec, "volumes").filter(volume -> volume.has("emptyDir")))
        .isNotEmpty()
        .allMatch(volume -> volume.getAsJsonObject("emptyDir").has("sizeLimit"))
        .noneMatch(volume -> volume.has("hostPath"));
  }

  @Test
  void everyRoleHasAnAccountOfItsOwnAndNobodyARight() {
    assertThat(ALL).extracting(Manifest::kind).noneMatch(kind -> kind.contains("Role"));
    for (Workload workload : Workload.of(ALL)) {
      String account = text(workload.spec(), "serviceAccountName");
      assertThat(account).isEqualTo("dermstream-" + workload.component());
      assertThat(ALL)
          .filteredOn(one -> one.id().equals("ServiceAccount/" + account))
          .singleElement()
          .satisfies(
              one -> assertThat(one.text("automountServiceAccountToken")).isEqualTo("false"));
    }
  }

  @Test
  void noSecretStandsInAManifest() {
    assertThat(ALL).extracting(Manifest::kind).doesNotContain("Secret");
    assertThat(Workload.of(ALL))
        .allSatisfy(workload ->
            assertThat(Manifest.each(workload.container(), "env"))
                .filteredOn(one -> one.get("name").getAsString().matches(".*(URL|USER|TOKEN)"))
                .allMatch(one -> Manifest.find(one, "valueFrom", "secretKeyRef").isPresent()));
  }

  private static String text(JsonElement from, String... path) {
    return Manifest.find(from, path).map(JsonElement::getAsString).orElse("");
  }
}
