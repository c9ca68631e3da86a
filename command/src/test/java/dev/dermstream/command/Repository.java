package dev.dermstream.command;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the checkout lies, from whatever folder the tests are started. */
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
}
