package dev.dermstream.loadtest.cancellation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Asks a process for single figures of its metrics, over HTTP as Prometheus would. */
final class NodeProbe implements AutoCloseable {
  private static final String RUNNING = "dermstream_node_generate_running_texts";
  private static final String WAITING = "dermstream_node_generate_waiting_texts";
  private static final String STAGES = "dermstream_stage_duration_seconds";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  NodeProbe(int port) {
    this.port = port;
  }

  /** Texts in the node's running batches and in the queue before them. */
  double texts() throws IOException, InterruptedException {
    return texts(lines(RUNNING, WAITING));
  }

  /** Texts that the node ended, in whatever way. */
  double endedTexts() throws IOException, InterruptedException {
    return ended(lines(STAGES));
  }

  /** Texts that the node ended because their caller had gone. */
  double cancelledTexts() throws IOException, InterruptedException {
    return ended(lines(STAGES).stream().filter(line -> line.contains("\"CANCELLED\"")).toList());
  }

  /**
   * Asks until a text is there, or was there and is whole by now, without a pause.
   *
   * @param endedBefore {@link #endedTexts} before the call that asks for the text
   * @throws TimeoutException after 30 s
   */
  void awaitText(double endedBefore) throws IOException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean there = false;
    while (!there) {
      List<String> figures = lines(RUNNING, WAITING, STAGES);
      there = texts(figures) > 0 || ended(figures) > endedBefore;
      requireTime(end);
    }
  }

  /**
   * Asks until no text is there any more, without a pause.
   *
   * @throws TimeoutException after 30 s
   */
  void awaitNoText() throws IOException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (texts() > 0) {
      requireTime(end);
    }
  }

  private static void requireTime(long end) throws TimeoutException {
    if (System.nanoTime() - end > 0) {
      throw new TimeoutException("The node's texts did not come to what was expected");
    }
  }

  private static double texts(List<String> lines) {
    return sum(lines, line -> line.startsWith(RUNNING) || line.startsWith(WAITING));
  }

  private static double ended(List<String> lines) {
    return sum(
        lines,
        line ->
            line.startsWith(STAGES + "_count{")
                && line.contains("role=\"node\"")
                && line.contains("stage=\"generate\""));
  }

  private static double sum(List<String> lines, Predicate<String> counts) {
    return lines.stream()
        .filter(counts)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What is told of these metrics, in one answer. */
  private List<String> lines(String... metrics) throws IOException, InterruptedException {
    String names =
        Arrays.stream(metrics).map(name -> "name%5B%5D=" + name).collect(Collectors.joining("&"));
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics?" + names))
                .build(),
            BodyHandlers.ofString())
        .body()
        .lines()
        .toList();
  }

  @Override
  public void close() {
    client.close();
  }
}
