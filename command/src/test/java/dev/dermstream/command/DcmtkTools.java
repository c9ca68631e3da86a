package dev.dermstream.command;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that nobody here wrote, from Debian's packages. */
final class DcmtkTools {
  private static final int MOST_SECONDS = 120;

  private DcmtkTools() {}

  /** How a program ended and what it printed. */
  record Outcome(int status, String said) {}

  /** Leaves the test out where a program is missing. */
  static void require(String program, String debianPackage) {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", program)),
        "left out: no " + program + " (Debian: " + debianPackage + ")");
  }

  /** Runs a program to its end. */
  static Outcome run(Path folder, String... command) throws IOException, InterruptedException {
    Path said = Files.createTempFile(folder, command[0], ".txt");
    List<String> words = new ArrayList<>(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(said.toFile());
    // Else its small writes wait for acknowledgements.
    builder.environment().put("TCP_NODELAY", "1");
    Process process = builder.start();
    try {
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(command[0] + " does not end");
      }
      return new Outcome(process.exitValue(), Files.readString(said, StandardCharsets.ISO_8859_1));
    } finally {
      process.destroyForcibly();
    }
  }
}
