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

/** {@code dermstream serve} with roles as processes of their own, on ports that nobody chose. */
final class RoleProcesses implements AutoCloseable {
  private static final String ANY_PORT =
      """
      dermstream.index { port = 0, metrics.port = 0 }
      dermstream.node { port = 0, metrics.port = 0 }
      dermstream.gateway { port = 0, metrics.port = 0 }
      """;

  private final Path folder;
  private final List<String> options;
  private final List<Process> processes = new ArrayList<>();

  /**
   * @param options of every JVM
   */
  RoleProcesses(Path folder, List<String> options) {
    this.folder = folder;
    this.options = options;
  }

  /**
   * Starts an index, a node, and a gateway that calls them.
   *
   * @param configuration of each
   * @return the gateway's address
   */
  String startAll(String configuration) throws IOException {
    String index = start("index", configuration);
    String node = start("node", configuration);
    return start(
        "gateway",
        configuration
            + "dermstream.gateway.node.address = \"%s\"\n".formatted(node)
            + "dermstream.gateway.index.address = \"%s\"\n".formatted(index));
  }

  /** Starts a role and waits until it is ready; gives its address. */
  String start(String role, String configuration) throws IOException {
    Path home = Files.createDirectories(folder.resolve(role));
    Path config = Files.writeString(home.resolve("own.conf"), ANY_PORT + configuration);
    Process process =
        CommandProcess.start(
            home,
            options,
            List.of(),
            List.of("serve", "--role", role, "--config", config.toString()));
    processes.add(process);
    return await()
        .atMost(Duration.ofSeconds(60))
        .failFast(() -> assertThat(process.isAlive()).as("%s: %s", role, log(role)).isTrue())
        .until(() -> told(role, role + " +(\\S+:\\d+)"), address -> !address.isEmpty());
  }

  /** Where a role that is ready serves its metrics and its health, without a path. */
  String metrics(String role) throws IOException {
    return told(role, "metrics +(http://\\S+:\\d+)/metrics");
  }

  /** What a role has logged. */
  String log(String role) throws IOException {
    return Files.readString(folder.resolve(role).resolve("err.txt"));
  }

  /** In the order of their starts. */
  List<Process> processes() {
    return processes;
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }

  private String told(String role, String line) throws IOException {
    Matcher matcher =
        Pattern.compile("^" + line + "$", Pattern.MULTILINE)
            .matcher(Files.readString(folder.resolve(role).resolve("out.txt")));
    return matcher.find() ? matcher.group(1) : "";
  }
}
