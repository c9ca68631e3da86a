package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Servers as {@code dermstream serve} starts them, each a process with a folder of its own. */
final class ServerProcesses implements AutoCloseable {
  /** Every port is one that the system chooses. */
  static final String ANY_PORT =
      """
      dermstream.index { port = 0, metrics.port = 0 }
      dermstream.node { port = 0, metrics.port = 0 }
      dermstream.gateway { port = 0, metrics.port = 0 }
      """;

  private static final Duration STARTED = Duration.ofMinutes(2);

  private final Path folder;
  private final List<String> options;
  private final List<Process> processes = new ArrayList<>();

  ServerProcesses(Path folder) {
    this(folder, List.of());
  }

  /**
   * @param options of every JVM
   */
  ServerProcesses(Path folder, List<String> options) {
    this.folder = folder;
    this.options = options;
  }

  /**
   * Starts an index, a node, and a gateway that calls them, each in a folder of its role's name, on
   * ports that nobody chose.
   *
   * @param configuration of each
   * @return the gateway's address
   */
  String startAll(String configuration) throws IOException {
    String index = start("index", "index", ANY_PORT + configuration);
    String node = start("node", "node", ANY_PORT + configuration);
    return start(
        "gateway",
        "gateway",
        ANY_PORT
            + configuration
            + "dermstream.gateway.node.address = \"%s\"\n".formatted(node)
            + "dermstream.gateway.index.address = \"%s\"\n".formatted(index));
  }

  /**
   * Starts a server and waits until it says where it listens.
   *
   * @param name of its folder
   * @return its address, {@code host:port}
   */
  String start(String role, String name, String configuration) throws IOException {
    return start(role, name, configuration, role + " +(\\S+:\\d+)");
  }

  /**
   * Starts all roles in one process.
   *
   * @return the console's address without its path
   */
  String startWithConsole(String name, String configuration) throws IOException {
    return start("all", name, configuration, "console +(\\S+)/console/");
  }

  private String start(String role, String name, String configuration, String saying)
      throws IOException {
    return said(launch(role, name, configuration), name, saying);
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
        CommandProcess.start(
            home,
            options,
            List.of(),
            List.of("serve", "--role", role, "--config", config.toString()));
    processes.add(process);
    return process;
  }

  /** Waits until the server of the folder says where its part of that role listens. */
  String announced(Process process, String name, String role) {
    return said(process, name, role + " +(\\S+:\\d+)");
  }

  private String said(Process process, String name, String saying) {
    return await()
        .atMost(STARTED)
        .failFast(() -> assertThat(process.isAlive()).as("%s: %s", name, log(name)).isTrue())
        .until(() -> told(name, saying), address -> !address.isEmpty());
  }

  /** Where a server that is ready serves its metrics and its health, without a path. */
  String metrics(String name) throws IOException {
    return told(name, "metrics +(http://\\S+:\\d+)/metrics");
  }

  /** What a server has logged. */
  String log(String name) throws IOException {
    return Files.readString(folder.resolve(name).resolve("err.txt"));
  }

  private String told(String name, String line) throws IOException {
    Matcher matcher =
        Pattern.compile("^" + line + "$", Pattern.MULTILINE)
            .matcher(Files.readString(folder.resolve(name).resolve("out.txt")));
    return matcher.find() ? matcher.group(1) : "";
  }

  /** In the order in which they were started. */
  List<Process> all() {
    return processes;
  }

  /** Ends them and waits until they write nothing more into their folders. */
  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(each -> each.onExit().orTimeout(30, TimeUnit.SECONDS).join());
  }
}
