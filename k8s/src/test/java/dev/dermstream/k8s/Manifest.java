package dev.dermstream.k8s;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One object of Kubernetes.
 *
 * @param source the template or file that it came from
 * @param text as it is written, comments included
 */
record Manifest(String source, String text, JsonObject tree) {
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---\\s*$");
  private static final Pattern SOURCE =
      Pattern.compile("(?m)^# Source: dermstream/templates/(\\S+)\\n");

  /** All objects of a file, or of what a chart renders, which tells the template of each. */
  static List<Manifest> read(String source, String text) {
    List<Manifest> manifests = new ArrayList<>();
    for (String document : SEPARATOR.split(text, -1)) {
      JsonElement tree = tree(document);
      if (tree.isJsonObject()) {
        String template =
            SOURCE.matcher(document).results().findFirst().map(m -> m.group(1)).orElse(source);
        String bare = SOURCE.matcher(document).replaceAll("").strip() + "\n";
        manifests.add(new Manifest(template, bare, tree.getAsJsonObject()));
      }
    }
    return manifests;
  }

  /** A key that stands twice is refused. */
  static JsonElement tree(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setCodePointLimit(16 << 20);
    Object read = new Yaml(new SafeConstructor(options)).load(new StringReader(yaml));
    return new Gson().toJsonTree(read);
  }

  String kind() {
    return text("kind");
  }

  String name() {
    return text("metadata", "name");
  }

  /** KIND/NAME. */
  String id() {
    return kind() + "/" + name();
  }

  /** gateway, node, index, trainer, pacs, batch, or what else the object is a part of. */
  String component() {
    return text("metadata", "labels", "app.kubernetes.io/component");
  }

  /** The value at a path; the empty string where there is none. */
  String text(String... path) {
    return find(path).filter(JsonElement::isJsonPrimitive).map(JsonElement::getAsString).orElse("");
  }

  Optional<JsonElement> find(String... path) {
    return find(tree, path);
  }

  static Optional<JsonElement> find(JsonElement from, String... path) {
    JsonElement at = from;
    for (String key : path) {
      if (!at.isJsonObject() || !at.getAsJsonObject().has(key)) {
        return Optional.empty();
      }
      at = at.getAsJsonObject().get(key);
    }
    return Optional.of(at);
  }

  /** The elements of the array at a path; none where there is no array. */
  static Stream<JsonObject> each(JsonElement from, String... path) {
    JsonArray none = new JsonArray();
    JsonElement array = find(from, path).filter(JsonElement::isJsonArray).orElse(none);
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
        .filter(JsonElement::isJsonObject)
        .map(JsonElement::getAsJsonObject);
  }

  /** The template of the pods that the object makes. */
  Optional<JsonObject> pod() {
    return switch (kind()) {
      case "Deployment", "StatefulSet" ->
          find("spec", "template").map(JsonElement::getAsJsonObject);
      case "CronJob" ->
          find("spec", "jobTemplate", "spec", "template").map(JsonElement::getAsJsonObject);
      default -> Optional.empty();
    };
  }

  /** Calls with the name and value of every field below an element, at any depth. */
  static void walk(JsonElement from, BiConsumer<String, JsonElement> visitor) {
    if (from.isJsonObject()) {
      from.getAsJsonObject()
          .asMap()
          .forEach((key, value) -> {
            visitor.accept(key, value);
            walk(value, visitor);
          });
    } else if (from.isJsonArray()) {
      from.getAsJsonArray().forEach(element -> walk(element, visitor));
    }
  }
}
