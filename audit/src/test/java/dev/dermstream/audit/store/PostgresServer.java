package dev.dermstream.audit.store;

import dev.dermstream.platform.cluster.FreePorts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real PostgreSQL server on loopback with a database of its own in a temporary folder. It refuses
 * to run as root, so root starts it as {@code nobody}.
 */
public final class PostgresServer implements AutoCloseable {
  private final Path binaries;
  private final Path folder;
  private final int port;
  private Process process;

  private PostgresServer(Path binaries, Path folder, int port) {
    this.binaries = binaries;
    this.folder = folder;
    this.port = port;
  }

  /** Where the server's programs are; empty if this machine has none. */
  public static Optional<Path> installed() {
    Path debian = Path.of("/usr/lib/postgresql");
    try (Stream<Path> versions = Files.isDirectory(debian) ? Files.list(debian) : Stream.of()) {
      Stream<Path> onPath =
          Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
              .map(Path::of);
      return Stream.concat(
              versions.sorted(Comparator.reverseOrder()).map(each -> each.resolve("bin")), onPath)
          .filter(each -> Files.isExecutable(each.resolve("initdb")))
          .filter(each -> Files.isExecutable(each.resolve("postgres")))
          .findFirst();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Makes a database and starts the server. */
  public static PostgresServer start(Path binaries) throws IOException {
    Path folder = Files.createTempDirectory("postgres");
    if (isRoot()) {
      run(List.of("chown", "nobody", folder.toString()), folder);
    }
    run(
        asUser(
            binaries.resolve("initdb").toString(),
            "-D",
            folder.resolve("data").toString(),
            "-U",
            "dermstream",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync"),
        folder);
    // One that nobody else is given while the server is dead.
    PostgresServer server = new PostgresServer(binaries, folder, FreePorts.take(1));
    server.startAgain();
    return server;
  }

  /** Starts it on the port that it had. */
  public void startAgain() throws IOException {
    launch();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> {
          if (!process.isAlive()) {
            // It gives up where it still finds traces of the one that was killed.
            launch();
          }
          try (Connection connection = connect()) {
            return connection.isValid(5);
          }
        });
  }

  private void launch() throws IOException {
    process =
        new ProcessBuilder(
                asUser(
                    binaries.resolve("postgres").toString(),
                    "-D",
                    folder.resolve("data").toString(),
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(port),
                    "-k",
                    ""))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.getParent().resolve(folder.getFileName() + ".log").toFile())
            .start();
  }

  /** Ends it as a crash does: nothing is written out, no client is told. */
  public void kill() {
    // The launcher passes no SIGKILL on, so the server itself gets it, and its workers end with it.
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !isReachable());
  }

  private boolean isReachable() {
    try (Connection connection = connect()) {
      return connection != null;
    } catch (SQLException e) {
      return false;
    }
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
  }

  public StoreConfig config() {
    return new StoreConfig(folder, url(), "dermstream", "");
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "dermstream", "");
  }

  @Override
  public void close() throws IOException {
    kill();
    run(List.of("rm", "-rf", folder.toString(), folder + ".log"), folder.getParent());
  }

  private static List<String> asUser(String... command) {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(List.of("runuser", "-u", "nobody", "--"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static void run(List<String> command, Path folder) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(command + " failed: " + output);
    }
  }
}
