package dev.dermstream.loadtest.startup;

import dev.dermstream.command.Dermstream;
import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.ProcessUsage;
import dev.dermstream.loadtest.process.ServerUnderTest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code dermstream serve} as a process that is started, measured and ended. */
final class StartedServer {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  /** An archive of classes is written at the end. */
  private static final Duration END_LIMIT = Duration.ofMinutes(2);

  private final Path home;
  private final Path work;

  /**
   * @param home the checkout, built
   * @param work folder for configuration, logs and the audit; ONNX Runtime's library is unpacked in
   *     it
   */
  StartedServer(Path home, Path work) {
    this.home = home;
    this.work = work;
  }

  /**
   * One start.
   *
   * @param seconds from the start of the JVM until it says that it is ready
   * @param cpuSeconds processor time until then
   * @param residentBytes memory then
   */
  record Start(double seconds, double cpuSeconds, long residentBytes) {}

  /**
   * Starts a server, measures it once it is ready, and ends it.
   *
   * @param role {@code all} or {@code gateway}
   * @param archive the JVM's options about archives of classes
   * @throws IOException if it does not start or does not end
   */
  Start run(String role, List<String> archive) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(archive);
    options.add("-XX:+UseParallelGC");
    options.add("-Ddermstream.home=" + home);
    options.add("-Donnxruntime.native.path=" + work.resolve("ai/onnxruntime/native/linux-x64"));
    List<String> arguments =
        List.of("serve", "--role", role, "--config", configuration().toString());
    String main = Dermstream.class.getName();
    List<String> command =
        role.equals("gateway")
            ? Commands.javaWithoutVectors(options, main, arguments)
            : Commands.java(options, main, arguments);
    Map<String, String> environment = new HashMap<>(Commands.environment());
    environment.put("CLASSPATH", String.join(File.pathSeparator, jars()));
    long begun = System.nanoTime();
    try (ServerUnderTest server =
        ServerUnderTest.start(
            role, command, environment, ServerUnderTest.GATEWAY_READY, START_LIMIT, work)) {
      double seconds = (System.nanoTime() - begun) / 1e9;
      ProcessUsage usage = ProcessUsage.of(server.pid());
      server.signal("TERM");
      server.awaitEnd(END_LIMIT);
      return new Start(seconds, usage.cpuSeconds(), usage.residentBytes());
    }
  }

  /** An archive of classes knows jars alone, no folders of classes. */
  private List<String> jars() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("command/target/dist/lib"))) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  private Path configuration() throws IOException {
    return Files.writeString(
        work.resolve("servers.conf"),
        """
        dermstream {
          gateway { port = 0, metrics.port = 0, audit.directory = "%s" }
          node.port = 0
          index.port = 0
        }
        """
            .formatted(work.resolve("audit")));
  }
}
