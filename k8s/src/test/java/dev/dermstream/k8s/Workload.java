package dev.dermstream.k8s;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.typesafe.config.Config;
import dev.dermstream.platform.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pods of one role: their only container and the files of its configuration.
 *
 * @param component gateway, node, index, trainer, pacs or batch
 * @param configuration HOCON by file name; empty for a role that is configured by its arguments
 */
record Workload(String component, JsonObject pod, Map<String, String> configuration) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)\\}");

  /** All of a rendering. */
  static List<Workload> of(List<Manifest> rendered) {
    return rendered.stream()
        .filter(one -> one.pod().isPresent())
        .map(one -> of(one, rendered))
        .toList();
  }

  private static Workload of(Manifest manifest, List<Manifest> rendered) {
    Map<String, String> files = new TreeMap<>();
    rendered.stream()
        .filter(Kustomization::isConfiguration)
        .filter(one -> one.component().equals(manifest.component()))
        .forEach(one ->
            one.find("data")
                .orElseThrow()
                .getAsJsonObject()
                .asMap()
                .forEach((name, text) -> files.put(name, text.getAsString())));
    return new Workload(manifest.component(), manifest.pod().orElseThrow(), files);
  }

  JsonObject container() {
    return Manifest.each(pod, "spec", "containers").findFirst().orElseThrow();
  }

  JsonObject spec() {
    return pod.getAsJsonObject("spec");
  }

  List<String> arguments() {
    return container().getAsJsonArray("args").asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  /** Port numbers by name. */
  Map<String, Integer> ports() {
    return Manifest.each(container(), "ports")
        .collect(
            Collectors.toMap(
                port -> port.get("name").getAsString(),
                port -> port.get("containerPort").getAsInt()));
  }

  /** Environment variables of the container. */
  List<String> variables() {
    return Manifest.each(container(), "env").map(one -> one.get("name").getAsString()).toList();
  }

  /** Variables that the configuration asks for. */
  List<String> wanted() {
    return VARIABLE
        .matcher(String.join("\n", configuration.values()))
        .results()
        .map(match -> match.group(1))
        .distinct()
        .toList();
  }

  /** Volumes by the folder where they are mounted. */
  Map<String, String> mounts() {
    return Manifest.each(container(), "volumeMounts")
        .collect(
            Collectors.toMap(
                mount -> mount.get("mountPath").getAsString(),
                mount -> mount.get("name").getAsString()));
  }

  /**
   * What the process would read, the defaults of every role included; an unknown key is an error.
   *
   * @param folder new and empty
   */
  Config effective(Path folder) throws IOException {
    if (configuration.isEmpty()) {
      return Configuration.load(null);
    }
    for (Map.Entry<String, String> file : configuration.entrySet()) {
      // What Kubernetes would fill in.
      String text =
          VARIABLE
              .matcher(file.getValue())
              .replaceAll(match -> Matcher.quoteReplacement(sample(match.group(1))));
      Files.writeString(folder.resolve(file.getKey()), text);
    }
    return Configuration.load(folder.resolve(component + ".conf"));
  }

  private static String sample(String variable) {
    return '"' + (variable.endsWith("_URL") ? "jdbc:postgresql://database/x" : variable) + '"';
  }

  @Override
  public String toString() {
    return component;
  }
}
