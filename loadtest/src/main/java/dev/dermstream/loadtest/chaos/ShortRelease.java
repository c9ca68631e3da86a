package dev.dermstream.loadtest.chaos;

import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The demonstration release with a profile whose model says the name of a class instead of writing
 * a report: a request is as much work as the load needs, and no more.
 */
public final class ShortRelease {
  private static final String PROFILE = "tumour15";
  private static final String LONG_FORM = "\"output_form\": \"XML_REPORT\"";
  private static final String SHORT_FORM = "\"output_form\": \"LABEL\"";

  private ShortRelease() {}

  /**
   * Makes it.
   *
   * @param home the checkout
   * @param directory must not exist
   */
  public static Path write(Path home, Path directory) throws IOException {
    Path demonstration = home.resolve("releases").resolve("demonstration");
    for (String part : new String[] {"model", "profiles"}) {
      copy(demonstration.resolve(part), directory.resolve(part));
    }
    Path profile = directory.resolve("profiles").resolve(PROFILE).resolve("profile.json");
    String text = Files.readString(profile);
    if (!text.contains(LONG_FORM)) {
      throw new IOException(profile + " has another output form than it had");
    }
    Files.writeString(profile, text.replace(LONG_FORM, SHORT_FORM));
    Release.seal(directory, "chaos", "", PROFILE);
    return directory;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
