package dev.dermstream.dicom.dimse;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs of Debian's dcmtk.
 *
 * @param folder for what they print
 */
record Tools(Path folder) {
  /** Runs one to its end; the test is left out where it is not installed. */
  int run(String name, Object... arguments) throws IOException, InterruptedException {
    Process process = start(name, arguments);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError(name + " does not end");
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts one that is to be ended by the test. */
  Process start(String name, Object... arguments) throws IOException {
    Path program = Path.of("/usr/bin", name);
    assumeTrue(Files.isExecutable(program), "left out: no " + name + " (Debian: dcmtk)");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(name).toFile());
    // Else its small writes wait for acknowledgements.
    builder.environment().putAll(Map.of("TCP_NODELAY", "1"));
    return builder.start();
  }

  String said(String name) throws IOException {
    return Files.readString(log(name), StandardCharsets.ISO_8859_1);
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }
}
