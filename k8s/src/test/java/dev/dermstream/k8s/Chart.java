package dev.dermstream.k8s;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chart, rendered in this process. */
final class Chart {
  static final Path FOLDER = root().resolve("k8s/helm/dermstream");

  /** The namespace and the name of what is rendered. */
  static final String NAME = "dermstream";

  /** The chart without its links, of which Helm writes a line each time. */
  private static final Path WHOLE = whole();

  private static final String KUBERNETES = "1.34.0";

  private static final List<Manifest> DEFAULTS = rendered(Map.of());

  private Chart() {}

  /** The checkout, from whatever folder the tests are started. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("k8s/helm"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("Not inside a checkout: " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }

  private static Path whole() {
    try (Stream<Path> files = Files.walk(FOLDER, FileVisitOption.FOLLOW_LINKS)) {
      Path target = Files.createDirectories(root().resolve("k8s/target"));
      Path copy = Files.createTempDirectory(target, "chart");
      for (Path file : files.toList()) {
        Path place = copy.resolve("dermstream").resolve(FOLDER.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(place);
        } else {
          Files.copy(file, place);
        }
      }
      return copy.resolve("dermstream");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LintResult lint() {
    return new Helm(WHOLE).lint().strict().call();
  }

  /** With the defaults. */
  static List<Manifest> defaults() {
    return DEFAULTS;
  }

  /** With values of a file beside the chart's own. */
  static List<Manifest> withValues(String file) {
    return withValues(FOLDER.resolve(file));
  }

  static List<Manifest> withValues(Path file) {
    return Manifest.read(file.toString(), command().withValuesFile(file).call());
  }

  /**
   * With single values, each by its path.
   *
   * @throws IllegalStateException if the chart refuses them; the message says which
   */
  static List<Manifest> rendered(Map<String, Object> values) {
    TemplateCommand command = command();
    values.forEach(command::set);
    return Manifest.read("chart", command.call());
  }

  /** With the defaults, by another name. */
  static List<Manifest> named(String name, String namespace) {
    return Manifest.read("chart", command().withName(name).withNamespace(namespace).call());
  }

  /** What a person reads after the installation. */
  static String notes(Map<String, Object> values) {
    InstallCommand install =
        new Helm(WHOLE)
            .install()
            .clientOnly()
            .dryRun()
            .withKubeVersion(KUBERNETES)
            .withName(NAME)
            .withNamespace(NAME);
    values.forEach(install::set);
    String output = install.call().getOutput();
    return output.substring(output.indexOf("NOTES:"));
  }

  private static TemplateCommand command() {
    return new Helm(WHOLE)
        .template()
        .withKubeVersion(KUBERNETES)
        .withName(NAME)
        .withNamespace(NAME);
  }
}
