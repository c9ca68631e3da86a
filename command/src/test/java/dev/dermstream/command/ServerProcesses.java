package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Servers as {@code dermstream serve} starts them, each a process with a folder of its own. */
final class ServerProcesses implements AutoCloseable {
  private static final Duration STARTED = Duration.ofMinutes(2);

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();

  ServerProcesses(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts a server and waits until it says where it listens.
   *
   * @param name of its folder
   * @return its address, {@code host:port}
   */
  String start(String role, String name, String configuration) throws IOException {
    return announced(launch(role, name, configuration), name, role);
  }

  /**
   * Starts a server.
   *
   * @param role may be {@code all}
   */
  Process launch(String role, String name, String configuration) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Path config = Files.writeString(home.resolve("own.conf"), configuration);
    Process process =
        CommandProcess.start(home, List.of("serve", "--role", role, "--config", config.toString()));
    processes.add(process);
    return process;
  }

  /** Waits until the server of the folder says where its part of that role listens. */
  String announced(Process process, String name, String role) {
    Path home = folder.resolve(name);
    Pattern line = Pattern.compile("^" + role + " +(\\S+:\\d+)$", Pattern.MULTILINE);
    return await()
        .atMost(STARTED)
        .failFast(() ->
            assertThat(process.isAlive())
                .as("%s: %s", name, Files.readString(home.resolve("err.txt")))
                .isTrue())
        .until(
            () -> {
              Matcher matcher = line.matcher(Files.readString(home.resolve("out.txt")));
              return matcher.find() ? matcher.group(1) : null;
            },
            address -> address != null);
  }

  /** In the order in which they were started. */
  List<Process> all() {
    return processes;
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
