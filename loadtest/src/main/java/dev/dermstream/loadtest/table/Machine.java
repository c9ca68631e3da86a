package dev.dermstream.loadtest.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Where and when a table was measured. */
public final class Machine {
  private Machine() {}

  /** One paragraph: date, commit, processors, memory, load before the run, JDK. */
  public static String describe(Path home) throws IOException, InterruptedException {
    return "%s, commit %s, %s, %d processors, %s, load average before the run %s, JDK %s."
        .formatted(
            Instant.now().truncatedTo(ChronoUnit.MINUTES),
            commit(home),
            field("/proc/cpuinfo", "model name"),
            Runtime.getRuntime().availableProcessors(),
            field("/proc/meminfo", "MemTotal"),
            Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0],
            Runtime.version());
  }

  private static String field(String file, String name) throws IOException {
    for (String line : Files.readAllLines(Path.of(file))) {
      if (line.startsWith(name)) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return name + " unknown";
  }

  private static String commit(Path home) throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder(
                List.of("git", "-C", home.toString(), "describe", "--always", "--dirty", "--tags"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String name = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return git.waitFor() == 0 ? name : "unknown";
  }
}
