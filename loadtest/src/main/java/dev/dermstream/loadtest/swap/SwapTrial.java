package dev.dermstream.loadtest.swap;

import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.JvmHeap;
import dev.dermstream.loadtest.process.ProcessUsage;
import dev.dermstream.loadtest.process.ServerUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A whole cluster in a process of its own that follows a store of releases. */
final class SwapTrial implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);
  private static final Pattern METRICS = Pattern.compile("(?m)^metrics +(\\S+)");

  /** How many releases node and index have in memory. */
  private static final Pattern IN_MEMORY =
      Pattern.compile("(?m)^dermstream_(?:node|index)_releases (\\d+)");

  private final ServerUnderTest server;
  private final JvmHeap heap;
  private final TrialReleases releases;
  private final Pictures pictures;
  private final URI metrics;
  private final HttpClient http = HttpClient.newHttpClient();
  private int live;

  private SwapTrial(
      ServerUnderTest server,
      JvmHeap heap,
      TrialReleases releases,
      Pictures pictures,
      URI metrics) {
    this.server = server;
    this.heap = heap;
    this.releases = releases;
    this.pictures = pictures;
    this.metrics = metrics;
  }

  /**
   * Starts it and learns what each release says.
   *
   * @param home the checkout
   * @param work folder for releases, configuration and logs
   */
  static SwapTrial start(Path home, Path work, TrialReleases.Change change)
      throws IOException, InterruptedException, TimeoutException {
    TrialReleases releases = TrialReleases.make(home, work, change);
    Path config =
        Files.writeString(
            work.resolve("swap.conf"),
            """
            dermstream {
              releases { store = "%s", watch-interval = 100ms, linger = 1s }
              index { port = 0 }
              node { port = 0 }
              gateway {
                port = 0, metrics.port = 0, audit.mode = off, upstream.probe-interval = 200ms
                routing.live-release = "%s"
              }
            }
            """
                .formatted(releases.store().directory(), releases.store().livePointer()));
    ServerUnderTest server =
        ServerUnderTest.start(
            "cluster",
            Commands.java(
                List.of(
                    "-XX:+UseParallelGC",
                    "-Xms512m",
                    "-Xmx512m",
                    "-XX:+AlwaysPreTouch",
                    "-Ddermstream.home=" + home),
                "dev.dermstream.command.Dermstream",
                List.of("serve", "--config", config.toString())),
            Commands.environment(),
            ServerUnderTest.GATEWAY_READY,
            START_LIMIT,
            work);
    Pictures pictures = new Pictures(home, server.port());
    SwapTrial trial =
        new SwapTrial(server, JvmHeap.of(server.pid()), releases, pictures, metrics(work));
    for (int i = 0; i < releases.ids().size(); i++) {
      trial.swap();
      trial.awaitSettled();
      pictures.learn();
    }
    return trial;
  }

  /** The line is printed after the gateway's, together with it. */
  private static URI metrics(Path work) throws IOException, InterruptedException {
    Path output = work.resolve("cluster.out");
    Matcher line = METRICS.matcher(Files.readString(output));
    while (!line.find()) {
      Thread.sleep(10);
      line = METRICS.matcher(Files.readString(output));
    }
    return URI.create(line.group(1));
  }

  Pictures pictures() {
    return pictures;
  }

  List<String> ids() {
    return releases.ids();
  }

  /** Makes the next release live; returns its id. */
  String swap() throws IOException {
    live = (live + 1) % releases.ids().size();
    return releases.activate(live);
  }

  /** Until what is live is served, and nothing else is in memory. */
  void awaitSettled() throws IOException, InterruptedException, TimeoutException {
    long epoch = releases.store().live().orElseThrow().epoch();
    Pattern served = Pattern.compile("(?m)^dermstream_release_epoch " + epoch + "(?:\\.0)?$");
    long end = System.nanoTime() + SETTLE_LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      String page = page();
      if (served.matcher(page).find()
          && IN_MEMORY.matcher(page).results().allMatch(found -> found.group(1).equals("1"))) {
        return;
      }
      Thread.sleep(50);
    }
    throw new TimeoutException("The release before stays in memory");
  }

  private String page() throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Memory of the server that is in RAM now; its heap is as large from its start as ever. */
  long residentBytes() throws IOException {
    return ProcessUsage.of(server.pid()).residentBytes();
  }

  /** What is left on the server's heap by a full collection. */
  long heapBytes() {
    return heap.collected();
  }

  /** Files and sockets that the server has open. */
  long openHandles() throws IOException {
    try (Stream<Path> handles = Files.list(Path.of("/proc", Long.toString(server.pid()), "fd"))) {
      return handles.count();
    }
  }

  /**
   * Mappings of the store's files into the server's memory. What was mapped to be read goes with
   * the next collection of garbage, so {@link #heapBytes} comes before it.
   */
  long mappingsOfTheStore() throws IOException {
    Path process = Path.of("/proc", Long.toString(server.pid()));
    String store = releases.store().directory().toString();
    return Files.readAllLines(process.resolve("maps")).stream()
        .filter(line -> line.contains(store))
        .count();
  }

  @Override
  public void close() throws IOException {
    pictures.close();
    try (server) {
      heap.close();
    }
  }
}
