package dev.dermstream.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The checkout, from whatever folder the tests are started. */
final class Repository {
  private Repository() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("releases"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("Not inside a checkout: " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }

  /** The first sample whose name holds the part. */
  static Path sample(String part) throws IOException {
    try (Stream<Path> files = Files.list(root().resolve("samples"))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).contains(part))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }
}
