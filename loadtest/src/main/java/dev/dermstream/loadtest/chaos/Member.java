package dev.dermstream.loadtest.chaos;

import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.ServerUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One server of the cluster: {@code dermstream serve --role ROLE} in a process of its own, which
 * may come and go while its address and files stay. Thread-safe.
 */
final class Member implements AutoCloseable {
  /** What it does in the cluster. */
  enum Role {
    INDEX(96),
    NODE(192),
    GATEWAY(160);

    private final int heapMegabytes;

    Role(int heapMegabytes) {
      this.heapMegabytes = heapMegabytes;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /** Longer than any drain limit. */
  private static final Duration END_LIMIT = Duration.ofSeconds(90);

  /** How a JVM ends that SIGTERM has ended in order. */
  private static final int TERMINATED = 128 + 15;

  private final Role role;
  private final String name;
  private final int port;
  private final Path home;
  private final Path release;
  private final Path folder;
  private final Path config;
  private final Map<String, String> environment;
  private int starts;
  private @Nullable ServerUnderTest process;

  /**
   * @param home the checkout
   * @param release that it serves
   * @param folder for its files; made
   * @param config HOCON
   * @param environment variables beside those that every server gets
   */
  Member(
      Role role,
      String name,
      int port,
      Path home,
      Path release,
      Path folder,
      String config,
      Map<String, String> environment)
      throws IOException {
    this.role = role;
    this.name = name;
    this.port = port;
    this.home = home;
    this.release = release;
    this.folder = Files.createDirectories(folder);
    this.config = Files.writeString(folder.resolve("server.conf"), config);
    this.environment = Map.copyOf(environment);
  }

  Role role() {
    return role;
  }

  String name() {
    return name;
  }

  /** Where it listens on loopback, whenever it does. */
  int port() {
    return port;
  }

  /** Starts it and waits until it listens. */
  synchronized void start() throws IOException, InterruptedException {
    starts++;
    Map<String, String> variables = new HashMap<>(Commands.environment());
    variables.put("DERMSTREAM_LOG", "INFO");
    variables.putAll(environment);
    process =
        ServerUnderTest.start(
            name + "." + starts,
            command(),
            variables,
            Pattern.compile("^" + role.word() + " +\\S+:(\\d+)$"),
            START_LIMIT,
            folder);
  }

  /** An index compares vectors; for the others the module's code is slow without C2. */
  private List<String> command() {
    String program = "dev.dermstream.command.Dermstream";
    return role == Role.INDEX
        ? Commands.java(options(), program, arguments())
        : Commands.javaWithoutVectors(options(), program, arguments());
  }

  private List<String> options() {
    List<String> options = new ArrayList<>();
    // Seven JVMs may have two processors: what they compile, they take from one another.
    options.add("-XX:TieredStopAtLevel=1");
    options.add("-XX:+UseSerialGC");
    options.add("-Xmx" + role.heapMegabytes + "m");
    options.add("-XX:ErrorFile=" + folder.resolve("crash-%p.log"));
    options.add("-Ddermstream.home=" + home);
    options.add("-Ddermstream.release=" + release);
    return options;
  }

  private List<String> arguments() {
    return List.of("serve", "--role", role.word(), "--config", config.toString());
  }

  /** Ends it as a crash of the machine would. */
  void kill() throws IOException, InterruptedException {
    running().signal("KILL");
    running().awaitEnd(END_LIMIT);
  }

  /** Holds it still: connections stay open and nothing answers. */
  void suspend() throws IOException, InterruptedException {
    running().signal("STOP");
  }

  /** Has it write to its log what each of its threads does; without effect if it has ended. */
  void dumpThreads() throws IOException, InterruptedException {
    if (running().isAlive()) {
      running().signal("QUIT");
    }
  }

  void resume() throws IOException, InterruptedException {
    running().signal("CONT");
  }

  /**
   * Ends it in order, with SIGTERM.
   *
   * @throws IOException if it does not end in time, or otherwise than it should
   */
  void terminate() throws IOException, InterruptedException {
    running().signal("TERM");
    int status = running().awaitEnd(END_LIMIT);
    if (status != TERMINATED) {
      throw new IOException(
          "%s ended with %d after SIGTERM:%n%s".formatted(name, status, running().errors()));
    }
  }

  private synchronized ServerUnderTest running() throws IOException {
    if (process == null) {
      throw new IOException(name + " was never started");
    }
    return process;
  }

  @Override
  public synchronized void close() {
    if (process != null && process.isAlive()) {
      try {
        // Also one that is held still, or it would wait for its SIGTERM for ever.
        process.signal("KILL");
        process.awaitEnd(END_LIMIT);
      } catch (IOException e) {
        System.err.println(name + " could not be ended: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
