package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts the command as a process of its own, without the training engine, as ./dermstream does.
 */
final class CommandProcess {
  private static final int MOST_SECONDS = 180;

  /** How a process ended and what it printed. */
  record Outcome(int status, String out, String err) {}

  private CommandProcess() {}

  /** Runs the command to its end. */
  static Outcome run(Path folder, String... arguments) throws IOException, InterruptedException {
    return outcome(folder, start(folder, List.of(arguments)));
  }

  /** Waits for the end of a process that was started in the folder. */
  static Outcome outcome(Path folder, Process process) throws IOException, InterruptedException {
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("%s ended in time", folder).isTrue();
    return new Outcome(
        process.exitValue(),
        Files.readString(folder.resolve("out.txt")),
        Files.readString(folder.resolve("err.txt")));
  }

  /** Output goes to {@code out.txt} and {@code err.txt} in the folder. */
  static Process start(Path folder, List<String> arguments) throws IOException {
    return start(folder, List.of(), List.of(), arguments);
  }

  /**
   * As the other.
   *
   * @param options of the JVM
   * @param added to the class path
   */
  static Process start(Path folder, List<String> options, List<Path> added, List<String> arguments)
      throws IOException {
    String classPath =
        Stream.concat(
                Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                    .filter(entry -> !entry.contains("pytorch")),
                added.stream().map(Path::toString))
            .collect(Collectors.joining(java.io.File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.awt.headless=true",
            "-Ddermstream.home=" + Repository.root(),
            "-Ddermstream.gateway.audit.directory=" + folder.resolve("audit")));
    command.addAll(options);
    command.add("dev.dermstream.command.Dermstream");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    // Not as an argument: ONNX Runtime crashes where the command line is over 4 KB.
    builder.environment().put("CLASSPATH", classPath);
    builder.environment().put("DJL_OFFLINE", "true");
    builder.environment().put("OPT_OUT_TRACKING", "true");
    return builder
        .redirectOutput(folder.resolve("out.txt").toFile())
        .redirectError(folder.resolve("err.txt").toFile())
        .start();
  }
}
