package dev.dermstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** With whom a pod may speak. */
class NetworkTest {
  private static final List<Manifest> ALL = Chart.defaults();

  /** FROM -> TO PORT, and nothing else; everybody resolves names. */
  private static final Set<String> ARROWS =
      Set.of(
          "prometheus -> gateway 8590",
          "prometheus -> node 8591",
          "prometheus -> index 8592",
          "prometheus -> pacs 9504",
          "prometheus -> batch 9505",
          "batch -> batch 8560",
          "gateway -> node 8510",
          "gateway -> index 8520",
          "member -> member 8530",
          "trainer -> gateway 8500",
          "pacs -> gateway 8500",
          "batch -> gateway 8500",
          "outside -> gateway 8500",
          "outside -> pacs 11112",
          "outside -> pacs 8505",
          "outside -> pacs 8504",
          "outside -> batch 8540",
          "gateway -> database 5432",
          "batch -> database 5432",
          "all -> dns 53");

  @Test
  void everyPodIsShutOffUntilAPolicyOpens() {
    Manifest deny = policy("dermstream-deny");
    JsonObject chosen =
        deny.find("spec", "podSelector", "matchLabels").orElseThrow().getAsJsonObject();

    assertThat(deny.find("spec", "policyTypes").orElseThrow().toString())
        .isEqualTo("[\"Ingress\",\"Egress\"]");
    assertThat(deny.find("spec", "ingress")).isEmpty();
    assertThat(deny.find("spec", "egress")).isEmpty();
    assertThat(Workload.of(ALL)).allMatch(workload -> isChosen(workload, chosen));
  }

  @Test
  void theArrowsAreTheseAndNoOthers() {
    Set<String> in = new TreeSet<>();
    Set<String> out = new TreeSet<>();
    ALL.stream()
        .filter(one -> one.kind().equals("NetworkPolicy"))
        .forEach(policy -> {
          String self = names(policy.find("spec", "podSelector").orElseThrow()).getFirst();
          rules(policy, "ingress", "from", (peer, port) -> in.add(arrow(peer, self, port)));
          rules(policy, "egress", "to", (peer, port) -> out.add(arrow(self, peer, port)));
        });
    Set<String> both = new TreeSet<>(in);
    both.addAll(out);

    assertThat(both).containsExactlyInAnyOrderElementsOf(ARROWS);
    assertThat(inside(in)).as("both ends of an arrow are open").isEqualTo(inside(out));
  }

  private static Set<String> inside(Set<String> arrows) {
    Set<String> inside = new TreeSet<>(arrows);
    inside.removeIf(arrow -> arrow.matches("(?:outside|prometheus) .*|.* (?:dns|database) \\d+"));
    return inside;
  }

  private static String arrow(String from, String to, String port) {
    return from + " -> " + to + " " + port;
  }

  private interface Opening {
    void of(String peer, String port);
  }

  private static void rules(Manifest policy, String direction, String peers, Opening opening) {
    Manifest.each(policy.tree(), "spec", direction)
        .forEach(rule -> {
          // An empty list would mean everybody, or every port.
          assertThat(Manifest.each(rule, peers)).isNotEmpty();
          assertThat(Manifest.each(rule, "ports")).isNotEmpty();
          Manifest.each(rule, peers)
              .flatMap(peer -> names(peer).stream())
              .forEach(peer ->
                  Manifest.each(rule, "ports")
                      .forEach(port -> opening.of(peer, port.get("port").getAsString())));
        });
  }

  /** The names of those that a peer or a selector means. */
  private static List<String> names(JsonElement selector) {
    String text = selector.toString();
    if (text.contains("namespaceSelector")) {
      return List.of(
          text.contains("kube-system")
              ? "dns"
              : text.contains("monitoring") ? "prometheus" : "outside");
    }
    if (text.contains("postgresql")) {
      return List.of("database");
    }
    if (text.contains("dermstream.dev/member")) {
      return List.of("member");
    }
    JsonObject labels =
        Manifest.find(selector, "podSelector", "matchLabels")
            .or(() -> Manifest.find(selector, "matchLabels"))
            .orElseThrow()
            .getAsJsonObject();
    List<String> chosen = new ArrayList<>();
    for (Workload workload : Workload.of(ALL)) {
      if (isChosen(workload, labels)) {
        chosen.add(workload.component());
      }
    }
    return chosen.size() == Workload.of(ALL).size() ? List.of("all") : chosen;
  }

  private static boolean isChosen(Workload workload, JsonObject labels) {
    return workload
        .pod()
        .getAsJsonObject("metadata")
        .getAsJsonObject("labels")
        .asMap()
        .entrySet()
        .containsAll(labels.asMap().entrySet());
  }

  private static Manifest policy(String name) {
    return ALL.stream()
        .filter(one -> one.id().equals("NetworkPolicy/" + name))
        .findFirst()
        .orElseThrow();
  }
}
