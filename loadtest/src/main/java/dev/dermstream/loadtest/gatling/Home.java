package dev.dermstream.loadtest.gatling;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The checkout, whose release and whose build are used. */
final class Home {
  private Home() {}

  /** Of the property {@code dermstream.home}, or the working directory or the nearest above it. */
  static Path find() {
    String given = System.getProperty("dermstream.home", "");
    if (!given.isEmpty()) {
      return Path.of(given).toAbsolutePath().normalize();
    }
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(here, folder -> folder != null, Path::getParent)
        .filter(folder -> Files.isDirectory(folder.resolve("releases/demonstration")))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                here + " is in no checkout; say where it is with -Ddermstream.home=FOLDER"));
  }
}
