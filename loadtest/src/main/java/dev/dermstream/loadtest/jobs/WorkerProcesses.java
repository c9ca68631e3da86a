package dev.dermstream.loadtest.jobs;

import dev.dermstream.audit.store.PostgresServer;
import dev.dermstream.batch.server.BatchMain;
import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.ServerUnderTest;
import dev.dermstream.platform.cluster.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** Workers that share a ledger, each a process, each with a gateway that is simulated here. */
final class WorkerProcesses implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("batch ready: 127\\.0\\.0\\.1:(\\d+)");
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final List<String> JVM =
      List.of(
          // Four compilers at once would be what two processors do for half a minute.
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx256m",
          "-Ddermstream.home=" + System.getProperty("dermstream.home", "."));

  private final PostgresServer database;
  private final Path folder;
  private final int members;
  private final int count;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private String address = "";

  private WorkerProcesses(PostgresServer database, int count, Path folder) {
    this.database = database;
    this.folder = folder;
    this.count = count;
    this.members = FreePorts.take(count);
  }

  /** Returns when all of them see one another. */
  static WorkerProcesses start(
      PostgresServer database, int count, int devices, Duration image, Path folder)
      throws IOException, InterruptedException {
    WorkerProcesses workers = new WorkerProcesses(database, count, folder);
    boolean complete = false;
    try {
      for (int i = 0; i < count; i++) {
        workers.add(devices, image);
      }
      complete = true;
      return workers;
    } finally {
      if (!complete) {
        workers.close();
      }
    }
  }

  private void add(int devices, Duration image) throws IOException, InterruptedException {
    TimedGateway gateway = opened(TimedGateway.start(devices, image));
    int metrics = FreePorts.take(1);
    String name = "worker-" + count + "-" + open.size();
    Path config =
        Files.writeString(folder.resolve(name + ".conf"), settings(gateway.address(), metrics));
    ServerUnderTest worker =
        opened(
            ServerUnderTest.start(
                name,
                Commands.java(JVM, BatchMain.class.getName(), List.of(config.toString())),
                Commands.environment(),
                READY,
                LIMIT,
                folder));
    address = "127.0.0.1:" + worker.port();
    awaitMembers(metrics, open.size() / 2);
  }

  private String settings(String gateway, int metrics) {
    return """
    dermstream.batch {
      port = 0
      metrics.port = %d
      gateway.address = "%s"
      ledger.postgresql { url = "%s", user = "%s" }
      member { port = %d, ports = %d }
    }
    dermstream.cluster.discovery = loopback
    """
        .formatted(metrics, gateway, database.url(), database.config().user(), members, count);
  }

  /** As the worker's metrics tell. */
  private static void awaitMembers(int port, int wanted) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port))).build();
    Pattern all = Pattern.compile("^dermstream_batch_workers " + wanted + "\\b", Pattern.MULTILINE);
    long end = System.nanoTime() + LIMIT.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!all.matcher(http.send(request, BodyHandlers.ofString()).body()).find()) {
        if (System.nanoTime() > end) {
          throw new IOException("%d workers do not see one another".formatted(wanted));
        }
        Thread.sleep(100);
      }
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  /** Of one of them. */
  String address() {
    return address;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        System.err.println("A worker closed badly: " + e);
      }
    }
  }
}
