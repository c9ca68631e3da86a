package dev.dermstream.loadtest.dbscan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The system's scikit-learn.
 *
 * @param version of the package
 * @param script that runs it
 */
record ScikitLearn(String version, Path script) {
  private static final String PYTHON = "/usr/bin/python3";

  /**
   * Finds it.
   *
   * @throws IOException with a sentence for the user if it is not installed
   */
  static ScikitLearn find(Path work) throws IOException, InterruptedException {
    Path script = work.resolve("scikit_learn.py");
    try (InputStream source =
        Objects.requireNonNull(ScikitLearn.class.getResourceAsStream("scikit_learn.py"))) {
      Files.copy(source, script);
    }
    return new ScikitLearn(version(PYTHON), script);
  }

  static String version(String python) throws IOException, InterruptedException {
    String missing =
        "scikit-learn is not installed for %s: apt-get install python3-sklearn, or leave it out with --alone"
            .formatted(python);
    if (!Files.isExecutable(Path.of(python))) {
      throw new IOException(missing);
    }
    Process process =
        new ProcessBuilder(python, "-c", "import sklearn; print(sklearn.__version__)")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String version =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(missing);
    }
    return version;
  }

  List<String> command() {
    return List.of(PYTHON, script.toString());
  }
}
