package dev.dermstream.k8s;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A folder for Kustomize as the chart renders it: a file for each template, each ConfigMap of a
 * role as files from which Kustomize makes one whose name changes with its content, and
 * kustomization.yaml over them.
 */
final class Kustomization {
  private static final Pattern CHECKSUM =
      Pattern.compile("\\n +annotations:\\n +checksum/config: \\w+");
  private static final Pattern KEEP =
      Pattern.compile("\\n +annotations:\\n(?: +#.*\\n)? +helm.sh/resource-policy: keep");

  private final String head;
  private final Map<String, StringBuilder> templates = new TreeMap<>();
  private final Map<Path, String> configuration = new TreeMap<>();
  private final StringBuilder generators = new StringBuilder();

  private Kustomization(String head) {
    this.head = head;
  }

  /**
   * The files by their path in the folder.
   *
   * @param head what stands at the beginning of kustomization.yaml
   * @param besides further resources of the folder, written by hand
   */
  static Map<Path, String> of(String head, List<Manifest> rendered, String... besides) {
    Kustomization folder = new Kustomization(head);
    rendered.stream().filter(Kustomization::isConfiguration).forEach(folder::configure);
    rendered.stream().filter(one -> !isConfiguration(one)).forEach(folder::add);
    return folder.files(List.of(besides));
  }

  /** A ConfigMap of HOCON. */
  static boolean isConfiguration(Manifest manifest) {
    return manifest.kind().equals("ConfigMap")
        && manifest
            .find("data")
            .map(data -> data.getAsJsonObject().keySet())
            .filter(keys -> keys.stream().allMatch(key -> key.endsWith(".conf")))
            .isPresent();
  }

  private void configure(Manifest manifest) {
    generators.append("  - name: %s\n    files:\n".formatted(manifest.name()));
    JsonObject data = manifest.find("data").orElseThrow().getAsJsonObject();
    for (String key : data.keySet()) {
      Path file = Path.of("config", manifest.component(), key);
      configuration.put(file, data.get(key).getAsString().stripTrailing() + "\n");
      generators.append("      - %s\n".formatted(file));
    }
  }

  private void add(Manifest manifest) {
    String text = CHECKSUM.matcher(manifest.text()).replaceAll("");
    StringBuilder file = templates.computeIfAbsent(manifest.source(), name -> new StringBuilder());
    file.append(file.isEmpty() ? "" : "---\n")
        .append(KEEP.matcher(text).replaceAll("").replaceAll("(?m) +$", ""));
  }

  private Map<Path, String> files(List<String> besides) {
    Map<Path, String> files = new TreeMap<>(configuration);
    templates.forEach((name, text) -> files.put(Path.of(name), text.toString()));
    List<String> resources = new ArrayList<>(besides);
    resources.addAll(templates.keySet());
    StringBuilder list = new StringBuilder(head);
    list.append("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n");
    resources.forEach(resource -> list.append("  - %s\n".formatted(resource)));
    list.append("# With names that change with the content, so that a change reaches the pods.\n");
    list.append("configMapGenerator:\n").append(generators);
    files.put(Path.of("kustomization.yaml"), list.toString());
    return files;
  }
}
