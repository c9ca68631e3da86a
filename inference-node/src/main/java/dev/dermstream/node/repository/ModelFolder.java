package dev.dermstream.node.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A model's folder: numbered folders, or the files themselves, which are then version 1.
 *
 * @param name what requests carry
 */
record ModelFolder(String name, Path path) {
  /** Begins with a letter or digit, so that no name climbs out of the repository. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,17}");

  /** True for what a model may be called. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Every model of a repository, by name. */
  static List<ModelFolder> all(Path repository) throws IOException {
    try (Stream<Path> children = Files.list(repository)) {
      return children
          .filter(Files::isDirectory)
          .map(child -> new ModelFolder(String.valueOf(child.getFileName()), child))
          .filter(folder -> isName(folder.name))
          .sorted(Comparator.comparing(ModelFolder::name))
          .toList();
    }
  }

  /** Versions, oldest first; at least one. */
  List<ModelVersion> versions() throws IOException {
    List<ModelVersion> versions = new ArrayList<>();
    try (Stream<Path> children = Files.list(path)) {
      children
          .filter(Files::isDirectory)
          .filter(child -> VERSION.matcher(String.valueOf(child.getFileName())).matches())
          .map(child -> new ModelVersion(Long.parseLong(child.getFileName().toString()), child))
          .sorted(Comparator.comparingLong(ModelVersion::number))
          .forEach(versions::add);
    }
    return versions.isEmpty() ? List.of(new ModelVersion(1, path)) : versions;
  }
}
